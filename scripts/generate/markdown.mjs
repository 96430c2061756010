/** First line of every generated page: who made it from what. */
export function notice(name, from) {
  return `<!-- Generated from ${from}. Do not edit: npm run generate -- ${name} -->\n`;
}

/** Text that may stand in a cell of a Markdown table. */
export function escapeCell(text) {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<!\\)\|/g, String.raw`\|`)
    .trim();
}
