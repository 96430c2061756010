import { formatId } from '../ids/prefixed-id.js';

/**
 * How the headers that differ in each attempt are stored. They are most of what an attempt's row weighs: as JSON 245
 * bytes in the `standard` dialect and 156 in `standard-webhooks`, in this form 113 and 66, in the table and in the WAL.
 *
 * One line per header, in order: `name:value`, or for the names that our dialects use `code=value`. A value that is the
 * event's id is `@`; 64 hexadecimal digits are `#` and base64; another value that begins with one of `@ # \` has a
 * backslash before it. What has no place in lines is stored as a JSON object.
 */
const CODES: ReadonlyMap<string, string> = new Map([
  ['webhook-id', 'i'],
  ['webhook-timestamp', 't'],
  ['webhook-signature', 's'],
  ['X-Webhook-Id', 'I'],
  ['X-Webhook-Timestamp', 'T'],
  ['X-Webhook-Signature', 'S'],
]);
const NAMES = new Map([...CODES].map(([name, code]) => [code, name]));
/** The same in every request: it is shown without having been stored. */
const COMMON = { name: 'Content-Type', value: 'application/json' } as const;
const MARKED = /^[@#\\]/;
const HEX = /^[0-9a-f]{64}$/;
/** A name that `name:` is read back from. */
const PLAIN_NAME = /^[^=:\n{]+$/;

/** @param publicEventId `evt_…` of the event that is sent */
export function packHeaders(headers: Readonly<Record<string, string>>, publicEventId: string): string {
  let text = '';
  for (const name in headers) {
    const value = headers[name] ?? '';
    if (name === COMMON.name && value === COMMON.value) continue;
    const code = CODES.get(name);
    if (value.includes('\n') || (code === undefined && !PLAIN_NAME.test(name))) return JSON.stringify(headers);
    text += `${text === '' ? '' : '\n'}${code === undefined ? `${name}:` : `${code}=`}${packValue(value, publicEventId)}`;
  }
  return text;
}

function packValue(value: string, publicEventId: string): string {
  if (value === publicEventId) return '@';
  if (value.length === 64 && HEX.test(value)) return `#${Buffer.from(value, 'hex').toString('base64url')}`;
  return MARKED.test(value) ? `\\${value}` : value;
}

/**
 * The headers of a stored attempt, `Content-Type` aside where it is the common one.
 * @param eventId UUID with hyphens
 */
export function unpackHeaders(text: string | null, eventId: string): Record<string, string> {
  if (text === null || text === '') return {};
  if (text.startsWith('{')) return parsed(text);
  const headers: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const at = line.search(/[=:]/);
    if (at < 0) continue;
    const name = line[at] === ':' ? line.slice(0, at) : NAMES.get(line.slice(0, at));
    if (name !== undefined) headers[name] = unpackValue(line.slice(at + 1), eventId);
  }
  return headers;
}

function unpackValue(text: string, eventId: string): string {
  if (text === '@') return formatId('evt', eventId);
  if (text.startsWith('#')) return Buffer.from(text.slice(1), 'base64url').toString('hex');
  return text.startsWith('\\') ? text.slice(1) : text;
}

/** What cannot be read is shown as none rather than failing the page. */
function parsed(text: string): Record<string, string> {
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    return {};
  }
}
