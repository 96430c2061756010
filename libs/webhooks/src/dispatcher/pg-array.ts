/**
 * Array literals for `unnest`, built by hand: 0.84 µs of Node per row where pg's own encoder of JavaScript arrays
 * took 1.92 (finish statement, 1,000 rows). Also the only form that every client passes on unchanged.
 */

/** Of values that need no quoting: uuids, numbers, booleans. */
export function plainArray(values: readonly (string | number | boolean | null)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) {
    if (i > 0) text += ',';
    text += String(values[i] ?? 'NULL');
  }
  return `${text}}`;
}

const SPECIAL = /["\\]/;
const EACH_SPECIAL = /["\\]/g;

/** Of any text: every element is quoted, quotes and backslashes are escaped, nothing else has a meaning there. */
export function textArray(values: readonly (string | null)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) text += i > 0 ? `,${quoted(values[i])}` : quoted(values[i]);
  return `${text}}`;
}

/** One element of a text array. */
export function quoted(value: string | null | undefined): string {
  if (value === null || value === undefined) return 'NULL';
  return SPECIAL.test(value) ? `"${value.replace(EACH_SPECIAL, '\\$&')}"` : `"${value}"`;
}

/**
 * Text that PostgreSQL can store whatever a receiver sent: no NUL, not longer than allowed. Lone surrogates need no
 * care: they become U+FFFD when the client encodes the text.
 */
export function storableText(text: string, maxLength: number): string {
  const cut = text.length > maxLength ? text.slice(0, maxLength) : text;
  return cut.includes('\0') ? cut.replaceAll('\0', '\uFFFD') : cut;
}
