/** The SQLSTATE that an error of the database carries, whichever client it came through; undefined where there is none. */
export function sqlState(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
