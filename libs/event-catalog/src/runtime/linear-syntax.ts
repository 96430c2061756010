/** What ECMAScript takes for white space, as members of a class. RE2's `\s` is that of ASCII. */
const SPACE = String.raw`\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff`;
const NO_SPACE = String.raw`\u0000-\u0008\u000e-\u001f!-\u009f\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff\u3001-\ufefe\uff00-\u{10ffff}`;
const NO_LINE_END = String.raw`[^\n\r\u2028\u2029]`;

/** Escapes that need a look: a pair of surrogates, a property, and whatever has one letter. */
const ESCAPE = /\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|\\([pP])\{(?:(\w+)=)?(\w+)\}|\\(.)/isuy;

/**
 * A regular expression of ECMAScript (flag `u`) in words that mean the same to RE2: `.`, `\s` and `\S` know the line
 * ends and blanks of Unicode, two escaped surrogates are one character, and `\p{Script=Greek}` is `\p{Greek}`.
 * @throws SyntaxError for `\k<name>`, which RE2 would take for plain text
 */
export function linearSyntax(pattern: string): string {
  let text = '';
  let inClass = false;
  for (let at = 0; at < pattern.length;) {
    ESCAPE.lastIndex = at;
    const escape = ESCAPE.exec(pattern);
    if (escape) {
      text += translated(escape, inClass);
      at += escape[0].length;
      continue;
    }
    const character = pattern.charAt(at);
    if (character === '[') inClass = true;
    if (character === ']') inClass = false;
    text += character === '.' && !inClass ? NO_LINE_END : character;
    at += 1;
  }
  return text;
}

function translated([whole, high, low, property, kind, name, letter]: RegExpExecArray, inClass: boolean): string {
  if (high !== undefined && low !== undefined) {
    const pair = String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16));
    return `\\u{${(pair.codePointAt(0) ?? 0).toString(16)}}`;
  }
  if (property !== undefined) {
    const isKnown = kind !== undefined && ['Script', 'sc', 'General_Category', 'gc'].includes(kind);
    return isKnown ? `\\${property}{${name}}` : whole;
  }
  if (letter === 'k') throw new SyntaxError('A back reference cannot be matched without going back.');
  if (letter === 's') return inClass ? SPACE : `[${SPACE}]`;
  if (letter === 'S') return inClass ? NO_SPACE : `[^${SPACE}]`;
  return whole;
}
