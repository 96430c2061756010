import { createHash } from 'node:crypto';

/**
 * The hash of what an event has at a webhook's `ordering_key`, a dotted path into the payload through own properties
 * and list positions. `data.id` means the payload's `id` too, for those who read the path off the delivered body;
 * a payload that has a field `data` of its own goes first. Strings, numbers and booleans are keys, 7 and "7" the same
 * one: where the two could mean different things, a line too few only costs time.
 * @param payload the parsed payload
 * @returns a signed 64-bit number as text; null when there is no such field, or nothing in it that could be a key
 */
export function orderingHash(payload: unknown, path: string): string | null {
  const value = read(payload, path) ?? (path.startsWith(BODY) ? read(payload, path.slice(BODY.length)) : undefined);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
  return createHash('sha256').update(String(value)).digest().readBigInt64BE().toString();
}

const BODY = 'data.';

function read(payload: unknown, path: string): unknown {
  if (isContainer(payload) && Object.hasOwn(payload, path)) return payload[path];
  let value = payload;
  for (const segment of path.split('.')) {
    if (!isContainer(value) || !Object.hasOwn(value, segment)) return undefined;
    value = value[segment];
  }
  return value ?? undefined;
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
