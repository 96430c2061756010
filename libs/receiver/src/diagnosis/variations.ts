import type { Body } from '@posthorn/signing';
import type { DiagnosisCode } from './diagnosis.js';

/** Something as it may have been before it was changed, and what that change is called. */
export interface Variation<Value> {
  readonly code: DiagnosisCode;
  readonly value: Value;
  /** Which one it is, for the report. */
  readonly detail: string;
}

/** What the body may have looked like when it was signed. */
export function bodyVariations(body: Body): readonly Variation<Body>[] {
  const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body);
  const text = bytes.toString('utf8');
  const found: Variation<Body>[] = [];
  const add = (code: DiagnosisCode, detail: string, value: Body): void => {
    if (!bytes.equals(typeof value === 'string' ? Buffer.from(value) : value)) found.push({ code, detail, value });
  };
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  add('body_trimmed', 'without white space at its ends', trimmed);
  add('body_trimmed', 'with a line end behind it', `${trimmed}\n`);
  add('body_trimmed', 'with Unix line ends', text.replaceAll('\r\n', '\n'));
  add('body_trimmed', 'with Windows line ends', text.replaceAll(/\r?\n/g, '\r\n'));
  for (const [detail, spelling] of spellings(trimmed)) {
    add('body_restringified', detail, spelling);
    add('body_restringified', `${detail}, with a line end`, `${spelling}\n`);
  }
  add('body_encoding', 'as Latin-1', Buffer.from(text, 'latin1'));
  return found;
}

/** How common libraries print the same JSON. */
function spellings(text: string): readonly (readonly [string, string])[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const compact = JSON.stringify(value);
  return [
    ['as JSON.stringify prints it', compact],
    ['indented by two blanks', JSON.stringify(value, null, 2)],
    ['indented by four blanks', JSON.stringify(value, null, 4)],
    ['as Python prints it', ascii(spaced(value))],
    ['as Python prints it, not escaped', spaced(value)],
    ['with slashes escaped, as PHP prints it', ascii(compact.replaceAll('/', '\\/'))],
    ['as PHP prints it without escaping slashes', ascii(compact)],
    ['as Go prints it', compact.replaceAll(/[<>&\u2028\u2029]/g, escaped)],
  ];
}

/** `{"a": 1, "b": [1, 2]}` */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${spaced(member)}`);
  return `{${members.join(', ')}}`;
}

const ascii = (text: string): string => text.replaceAll(/[\u0080-\uffff]/g, escaped);
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** What the secret may have been before somebody copied it. */
export function secretVariations(secret: string): readonly Variation<string>[] {
  const found: Variation<string>[] = [];
  const add = (code: DiagnosisCode, detail: string, value: string): void => {
    if (value !== '' && value !== secret) found.push({ code, detail, value });
  };
  const bare = secret.trim().replace(/^(["'])(.*)\1$/s, '$2');
  add('secret_padded', 'without what stands around it', bare.trim());
  add('secret_prefix', 'with whsec_ in front of it', `whsec_${bare}`);
  add('secret_prefix', 'without its prefix', bare.replace(/^[a-z]+_/, ''));
  if (/^[A-Za-z0-9+/]{8,}={0,2}$/.test(bare)) {
    const plain = Buffer.from(bare, 'base64').toString('utf8');
    if (!plain.includes('\uFFFD')) add('secret_encoded', 'decoded from base64', plain.trim());
  }
  return found;
}

/** What the sender may have as URL. */
export function urlVariations(url: string): readonly Variation<string>[] {
  const found = new Map<string, string>();
  const add = (detail: string, value: string): void => {
    if (value !== url && value !== '' && !found.has(value)) found.set(value, detail);
  };
  for (const [detail, change] of URL_CHANGES) add(detail, change(url));
  for (const [first, one] of URL_CHANGES) {
    for (const [second, other] of URL_CHANGES) add(`${first}, ${second}`, other(one(url)));
  }
  return [...found].map(([value, detail]) => ({ code: 'other_url' as const, detail, value }));
}

const URL_CHANGES: readonly (readonly [string, (url: string) => string])[] = [
  ['with a slash at the end', (url) => (url.endsWith('/') ? url : `${url}/`)],
  ['without a slash at the end', (url) => url.replace(/\/+$/, '')],
  ['with https', (url) => url.replace(/^http:/, 'https:')],
  ['with http', (url) => url.replace(/^https:/, 'http:')],
  ['without its query', (url) => url.replace(/[?#].*$/s, '')],
  ['without its port', (url) => url.replace(/^(https?:\/\/[^/:]+):\d+/, '$1')],
];

/** What the signature header may have looked like. */
export function signatureVariations(value: string): readonly string[] {
  const bare = value.trim().replace(/^(["'])(.*)\1$/s, '$2');
  const hex = bare.replace(/^sha(?:1|256)=/i, '');
  return [bare, bare.toLowerCase(), hex, hex.toLowerCase(), `sha256=${hex.toLowerCase()}`, `v1,${bare}`];
}
