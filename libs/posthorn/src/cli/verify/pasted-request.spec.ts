import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CliError } from '../cli.errors.js';
import { main } from '../main.js';
import { pastedRequest } from './pasted-request.js';

const SECRET = 'a-secret-of-the-test';
const BODY = '{"id":"evt_1","type":"user.created","data":{"name":"Zoë"}}';
const signature = (body: string, secret = SECRET): string => createHmac('sha256', secret).update(body).digest('hex');

const http = (body = BODY, signed = signature(BODY)): string =>
  `POST /hook HTTP/1.1\r\nHost: example.com\r\nContent-Type: application/json\r\nX-Webhook-Signature: ${signed}\r\n\r\n${body}`;

async function verify(request: string, { secret = SECRET, args = [] as string[] } = {}) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(['verify', '-', '--scheme', 'standard', ...args], {
    environment: { POSTHORN_SECRET: secret },
    folder: '/',
    stdin: (async function* () {
      yield Buffer.from(request);
    })(),
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    onInterrupt: () => () => undefined,
  });
  return { code, out: out.join(''), err: err.join('') };
}

describe('posthorn verify', () => {
  it.each([
    ['HTTP as text', http()],
    ['HTTP with the line end of an editor behind it', `${http().replaceAll('\r\n', '\n')}\n`],
    ['HTTP with the byte order mark of an editor of Windows', `\uFEFF${http()}`],
    ['headers without the first line', http().slice(http().indexOf('\r\n') + 2)],
    [
      'what curl -v prints',
      http()
        .replace(BODY, '')
        .split('\r\n')
        .map((line) => `> ${line}`)
        .slice(0, 4)
        .join('\n') + `\n\n${BODY}`,
    ],
    [
      'a curl command',
      `curl -X POST https://example.com/hook -H 'X-Webhook-Signature: ${signature(BODY)}' \\\n  --data-raw '${BODY}'`,
    ],
    [
      'a curl command of a browser',
      `curl 'https://example.com' -H $'X-Webhook-Signature: ${signature(BODY)}' --data-raw $'${BODY.replace('ë', '\\u00eb')}'`,
    ],
    ['JSON', JSON.stringify({ headers: { 'X-Webhook-Signature': signature(BODY) }, body: BODY })],
  ])('reads %s', async (_, text) => {
    const { code, out } = await verify(text);
    expect(out).toMatch(/^✓ secret[^]*\nverified as standard\n$/);
    expect(code).toBe(0);
  });

  it.each([
    ['another secret', http(), 'another-secret', 'wrong_secret'],
    ['a secret with quotes around it', http(), `"${SECRET}"`, 'secret_padded'],
    ['a body that was printed again', http(JSON.stringify(JSON.parse(BODY), null, 2)), SECRET, 'body_restringified'],
    ['a signature that is missing', http().replace(/X-Webhook-Signature.*\r\n/, ''), SECRET, 'missing_signature'],
    ['a signature in capitals', http(BODY, signature(BODY).toUpperCase()), SECRET, 'signature_reformatted'],
  ])('says that it is %s', async (_, text, secret, code) => {
    const json = await verify(text, { secret, args: ['--json'] });
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ valid: false, code });
    const shown = await verify(text, { secret });
    expect(shown.out).toMatch(/✗ \w+[^]*\nnot verified as standard: \S+/);
    expect(json.out + shown.out).not.toContain(SECRET);
  });

  it('refuses what is no request, and no secret, in one line', async () => {
    for (const text of ['', 'hello there\n', '{"headers": 1}', '{', `curl -H 'a: b' --data @body.json`]) {
      const { code, err, out } = await verify(text);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/^error [^\n]+\n$/);
    }
    expect(await verify(http(), { secret: '' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('POSTHORN_SECRET'),
    });
  });

  it('reads any text without falling over', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string().map((text) => `curl ${text}`),
        ),
        (text) => {
          try {
            expect(pastedRequest(Buffer.from(text)).body).toBeInstanceOf(Buffer);
          } catch (error) {
            expect(error).toBeInstanceOf(CliError);
          }
        },
      ),
    );
  });

  it('keeps every byte of a body that is pasted as HTTP', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const request = Buffer.concat([Buffer.from('a: b\r\n\r\n'), bytes]);
        expect(pastedRequest(request).body.equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });
});
