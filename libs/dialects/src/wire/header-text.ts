/**
 * Makes any text a header value: bytes that are not printable ASCII, and those of `also`, become `%XX` of UTF-8.
 * @param length cut behind the last whole character that fits: half of one would be an error to who decodes it
 */
export function headerText(text: string, also = '', length = Infinity): string {
  let safe = '';
  for (const character of text) {
    const isPlain = character >= ' ' && character <= '~' && !also.includes(character);
    const next = isPlain ? character : encoded(character);
    if (safe.length + next.length > length) break;
    safe += next;
  }
  return safe;
}

function encoded(character: string): string {
  let text = '';
  for (const byte of Buffer.from(character)) text += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return text;
}
