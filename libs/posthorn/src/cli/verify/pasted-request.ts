import { CliError } from '../cli.errors.js';

/** A request as somebody has copied it. */
export interface PastedRequest {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
  readonly url?: string;
}

/**
 * Reads a request in whichever form it was copied: as HTTP (`POST /hook HTTP/1.1`, headers, an empty line, the body; the
 * first line may be missing), as `curl … -H … --data …`, or as JSON `{"headers": {…}, "body": "…"}`.
 * @throws CliError `invalid_input`
 */
export function pastedRequest(bytes: Buffer): PastedRequest {
  const text = bytes.toString('utf8').trimStart();
  if (text === '') throw new CliError('invalid_input', 'There is no request: paste one, or name a file.');
  if (text.startsWith('{')) return fromJson(text);
  if (/^(\$ )?curl\s/.test(text)) return fromCurl(text);
  return fromHttp(bytes);
}

function fromJson(text: string): PastedRequest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CliError('invalid_input', 'The request begins like JSON and is none.', undefined, { cause });
  }
  const { headers, body, url } = value as { headers?: unknown; body?: unknown; url?: unknown };
  if (typeof headers !== 'object' || headers === null || typeof body !== 'string') {
    throw new CliError(
      'invalid_input',
      'As JSON a request is {"headers": {"name": "value"}, "body": "the body as text"}: text, since its bytes were signed.',
    );
  }
  return {
    headers: headers as PastedRequest['headers'],
    body: Buffer.from(body),
    ...(typeof url === 'string' ? { url } : {}),
  };
}

const REQUEST_LINE = /^[A-Z]+ \S+( HTTP\/[\d.]+)?$/;

function fromHttp(bytes: Buffer): PastedRequest {
  // Bytes as characters: the body must come out as it went in.
  // Not the mark that editors of Windows put in front of a text.
  const text = bytes.toString('latin1').replace(/^(?:\u00EF\u00BB\u00BF)?\s*/, '');
  const end = /\r?\n[ \t]*\r?\n/.exec(text);
  const head = (end === null ? text : text.slice(0, end.index)).split(/\r?\n/);
  const [first = ''] = head;
  const lines = REQUEST_LINE.test(first) ? head.slice(1) : head;
  const headers: [string, string][] = [];
  for (const line of lines) {
    // As `curl -v` and the tools of browsers mark them.
    const [, name, value] = /^(?:> )?([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*)$/.exec(line.trimEnd()) ?? [];
    if (name !== undefined && value !== undefined) headers.push([name, value]);
    else if (line.trim() !== '' && !/^[>*] ?/.test(line)) {
      throw new CliError(
        'invalid_input',
        `This line is no header: ${JSON.stringify(line.slice(0, 60))}. A request is its headers, an empty line, the body.`,
      );
    }
  }
  const body = end === null ? '' : text.slice(end.index + end[0].length);
  return { headers: collected(headers), body: Buffer.from(body, 'latin1') };
}

function fromCurl(text: string): PastedRequest {
  const words = shellWords(text.replaceAll(/\\\r?\n/g, ' '));
  const headers: [string, string][] = [];
  const bodies: string[] = [];
  let url: string | undefined;
  for (let index = words.findIndex((word) => word === 'curl') + 1; index < words.length; index += 1) {
    const [word = '', next = ''] = [words[index], words[index + 1]];
    if (word === '-H' || word === '--header') {
      const colon = next.indexOf(':');
      if (colon > 0) headers.push([next.slice(0, colon).trim(), next.slice(colon + 1).trim()]);
    } else if (/^(-d|--data(-raw|-binary|-ascii)?|--json)$/.test(word)) {
      if (next.startsWith('@'))
        throw new CliError('invalid_input', `The body is in the file ${next.slice(1)}: paste it too.`);
      bodies.push(next);
    } else if (/^https?:\/\//.test(word)) {
      url = word;
      continue;
    } else continue;
    index += 1;
  }
  return { headers: collected(headers), body: Buffer.from(bodies.join('&')), ...(url === undefined ? {} : { url }) };
}

/** Words as a POSIX shell splits them, with the `$'…'` that browsers write. */
function shellWords(text: string): string[] {
  const words: string[] = [];
  const pattern = /(?:\$'(?:[^'\\]|\\.)*'|'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/gs;
  for (const [word] of text.matchAll(pattern)) {
    words.push(
      word.replaceAll(/\$'((?:[^'\\]|\\.)*)'|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs, (_, ansi, single, double, one) => {
        if (typeof ansi === 'string') return unescaped(ansi);
        if (typeof single === 'string') return single;
        return typeof double === 'string' ? double.replaceAll(/\\([$`"\\])/g, '$1') : String(one);
      }),
    );
  }
  return words;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescaped(text: string): string {
  return text.replaceAll(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/gs, (_, escape: string) =>
    escape.length > 1 ? String.fromCharCode(parseInt(escape.slice(1), 16)) : (ESCAPES[escape] ?? escape),
  );
}

function collected(headers: readonly (readonly [string, string])[]): Record<string, string | readonly string[]> {
  const found: Record<string, string | string[]> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const before = found[key];
    found[key] = before === undefined ? value : [before, value].flat();
  }
  return found;
}
