/** Makes any text a header value: bytes that are not printable ASCII, and those of `also`, become `%XX` of UTF-8. */
export function headerText(text: string, also = ''): string {
  let safe = '';
  for (const character of text) {
    if (character >= ' ' && character <= '~' && !also.includes(character)) safe += character;
    else for (const byte of Buffer.from(character)) safe += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return safe;
}
