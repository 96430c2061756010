/** Where a receiver has its headers: Node's `req.headers`, a plain object in any letter case, or a Fetch `Headers`. */
export type HeaderSource =
  { get(name: string): string | null } | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A header that occurs more than once and must not. */
export const REPEATED = Symbol('repeated');

/**
 * One header's value, by its lower-case name. Undefined when it is absent or not text, `REPEATED` when it is there more
 * than once: which of two signatures counts must not be a matter of luck.
 */
export function readHeader(headers: unknown, name: string): string | typeof REPEATED | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  if (hasGet(headers)) {
    const value = headers.get(name);
    return typeof value === 'string' ? value : undefined;
  }
  let found: string | undefined;
  for (const [key, value] of Object.entries(headers as Record<string, unknown>)) {
    if (key.toLowerCase() !== name || value === undefined) continue;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const one of values) {
      if (typeof one !== 'string') return undefined;
      if (found !== undefined) return REPEATED;
      found = one;
    }
  }
  return found;
}

function hasGet(headers: object): headers is { get(name: string): unknown } {
  return 'get' in headers && typeof headers.get === 'function';
}
