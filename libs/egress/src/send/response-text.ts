/** How much of a response body is kept, in bytes. */
export const KEPT_BYTES = 16_384;

/** How many of the last bytes can belong to a character that goes on after the cut. */
const LONGEST_TAIL = 3;

/**
 * The body as text that PostgreSQL stores: invalid UTF-8 and NUL become U+FFFD. A character that the cut went through is
 * left out. Storing an answer must never fail for what is in it, or the request would be sent again for ever.
 */
export function responseText(chunks: readonly Buffer[], bytes: number, cut: boolean): string {
  if (bytes === 0) return '';
  const whole = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, bytes);
  const text = whole.toString('utf8', 0, cut ? completeLength(whole) : whole.length);
  return storable(text);
}

/** Replaces NUL, which PostgreSQL text cannot hold. */
export function storable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text;
}

/** The length without a character at the end that lacks bytes. */
function completeLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(LONGEST_TAIL, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needed > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
