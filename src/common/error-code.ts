/**
 * The stable code of an error of Node or of PostgreSQL. Looks at the shape: errors of Node's own modules are no
 * instances of this realm's `Error` everywhere (in a test runner's sandbox they are not).
 */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
