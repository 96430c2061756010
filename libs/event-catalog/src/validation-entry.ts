/** One wrong field of a payload, a schema or an example. */
export interface ValidationEntry {
  /** Where: `address.city`, `items[0].sku`; empty for the payload as a whole. */
  readonly path: string;
  /** What is wrong, for people: `city must be a string`. */
  readonly message: string;
  /** What would be right: `a string`. */
  readonly expected: string;
}

const PLAIN_KEY = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u;

/** Appends a field name or an array index to a path: `address` + `city` → `address.city`, `items` + 0 → `items[0]`. */
export function joinPath(base: string, key: string | number): string {
  if (typeof key === 'number') return `${base}[${key}]`;
  if (!PLAIN_KEY.test(key)) return `${base}[${JSON.stringify(key.slice(0, 100))}]`;
  return base === '' ? key : `${base}.${key}`;
}

/** Puts everything that was said about one field into one entry, in the order in which the fields were met. */
export function mergeByPath(entries: Iterable<ValidationEntry>): ValidationEntry[] {
  const byPath = new Map<string, { messages: Set<string>; expected: Set<string> }>();
  for (const { path, message, expected } of entries) {
    const known = byPath.get(path) ?? { messages: new Set(), expected: new Set() };
    known.messages.add(message);
    known.expected.add(expected);
    byPath.set(path, known);
  }
  return [...byPath].map(([path, { messages, expected }]) => ({
    path,
    message: [...messages].join('; '),
    expected: [...expected].join('; '),
  }));
}

/** `name: must be a string; age: …`, for an error's message. At most the first three entries. */
export function describeEntries(entries: readonly ValidationEntry[]): string {
  const shown = entries.slice(0, 3).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  const rest = entries.length - shown.length;
  return shown.join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}
