/** Prefixes of public ids: a prefix, an underscore, a UUID in hex. */
export type IdPrefix = 'proj' | 'user' | 'file' | 'pay' | 'hook' | 'evt' | 'del' | 'att' | 'key' | 'rec';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const HEX = /^[0-9a-f]{32}$/;

/** A UUID with hyphens as the public id: `formatId('hook', '0190…-…')` → `hook_0190…`. */
export function formatId(prefix: IdPrefix, uuid: string): string {
  return `${prefix}_${uuid.slice(0, 8)}${uuid.slice(9, 13)}${uuid.slice(14, 18)}${uuid.slice(19, 23)}${uuid.slice(24)}`;
}

/**
 * The UUID with hyphens that a public id holds; null when the text is not an id of that kind.
 * Only the exact form is accepted: lower case, no hyphens, the right prefix.
 */
export function parseId(prefix: IdPrefix, text: string): string | null {
  if (!text.startsWith(`${prefix}_`)) return null;
  const hex = text.slice(prefix.length + 1);
  return HEX.test(hex) ? hyphenate(hex) : null;
}

/** True for a lower-case UUID with hyphens. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** 32 hex digits as a UUID with hyphens. */
export function hyphenate(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
