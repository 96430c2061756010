const MAX_DEPTH = 100;
/** Of a whole body: a payload, and what is written around it. */
const MAX_BODY_DEPTH = 128;

/** Broken surrogates cannot be written as UTF-8, NUL cannot be stored by PostgreSQL, the other controls are noise. */
// eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
const NOT_STORABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]|\p{Surrogate}/u;

// eslint-disable-next-line no-control-regex -- NUL is exactly what is looked for
const NOT_JSONB = /\u0000|\p{Surrogate}/u;

/** Text that people write: no control characters except line ends and tabs. */
export function isStorableText(value: string): boolean {
  return !NOT_STORABLE.test(value);
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether parsed JSON can be kept in a jsonb column: depth, size, characters, numbers. */
export function isStorableJson(value: unknown, maxBytes: number): boolean {
  if (!isShallow(value, 0)) return false;
  return Buffer.byteLength(JSON.stringify(value)) <= maxBytes;
}

/** Whether parsed JSON is deeper than `JSON.stringify` and anything else that recurses can be trusted with. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_BODY_DEPTH) return true;
    level = level.flatMap((entry) =>
      typeof entry === 'object' && entry !== null ? (Object.values(entry) as unknown[]) : [],
    );
  }
  return false;
}

function isShallow(value: unknown, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  if (typeof value === 'string') return !NOT_JSONB.test(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every((entry) => isShallow(entry, depth + 1));
  return Object.entries(value).every(([key, entry]) => !NOT_JSONB.test(key) && isShallow(entry, depth + 1));
}
