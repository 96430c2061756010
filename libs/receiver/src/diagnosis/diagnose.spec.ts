import { describe, expect, it } from '@jest/globals';
import { signBody, signPrefixedBody, signTimestampedBody, signUrlAndBody } from '@posthorn/signing';
import * as fc from 'fast-check';
import { SECRET, TIMESTAMP, vectors } from '../vectors.fixture.js';
import { diagnose, type DiagnosisInput } from './diagnose.js';
import { FINDINGS } from './findings.js';

const BODY = '{"id":"evt_1","type":"user.created","data":{"name":"Zoë <&> /","list":[1,2],"empty":{}}}';
const PRETTY = JSON.stringify(JSON.parse(BODY), null, 2);
const PYTHON = '{"id": "evt_1", "data": {"name": "Zo\\u00eb", "list": [1, 2]}}';
const WHSEC = `whsec_${Buffer.alloc(32, 'key').toString('base64')}`;

/** A request of the generic scheme, signed over `signed` and received as `body`. */
const generic = (body: unknown, more: Partial<DiagnosisInput> & { signed?: string; key?: string } = {}) => {
  const { signed = BODY, key = SECRET, ...rest } = more;
  const headers = { 'X-Webhook-Signature': signBody(key, signed) };
  return diagnose({ scheme: 'standard', body, headers, secrets: SECRET, now: TIMESTAMP, ...rest });
};
const timestamped = (time: string, now: number, signature = signTimestampedBody(SECRET, TIMESTAMP, BODY)) =>
  diagnose({
    scheme: 'backendify',
    body: BODY,
    headers: { 'x-webhook-signature': signature, 'x-webhook-timestamp': time },
    secrets: SECRET,
    now,
  });

describe('diagnose', () => {
  it.each(vectors.map((vector) => [vector.scheme, vector] as const))(
    'finds the scheme of a request of %s by itself, and that nothing is wrong',
    (scheme, { request, secret = SECRET, now = TIMESTAMP, url }) => {
      const diagnosis = diagnose({ ...request, secrets: secret, now, url });
      expect(diagnosis).toMatchObject({ valid: true, code: 'verified', scheme, advice: '' });
      expect(diagnosis.checks.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
    },
  );

  it.each<[string, string, ReturnType<typeof diagnose>]>([
    ['a body that was indented', 'body_restringified', generic(PRETTY)],
    ['a compact body of a sender that indents', 'body_restringified', generic(BODY, { signed: PRETTY })],
    [
      'a body of Python that was printed again',
      'body_restringified',
      generic('{"id":"evt_1","data":{"name":"Zoë","list":[1,2]}}', { signed: PYTHON }),
    ],
    ['a body that Go has printed again', 'body_restringified', generic(BODY.replace('<&>', '\\u003c\\u0026\\u003e'))],
    ['a line end at the end', 'body_trimmed', generic(`${BODY}\n`)],
    ['Windows line ends', 'body_trimmed', generic(PRETTY.replaceAll('\n', '\r\n'), { signed: PRETTY })],
    ['a byte order mark', 'body_trimmed', generic(`\uFEFF${BODY}`)],
    ['bytes read as Latin-1', 'body_encoding', generic(Buffer.from(BODY).toString('latin1'))],
    ['a parsed body', 'body_parsed', generic(JSON.parse(BODY))],
    ['no body', 'body_missing', generic(undefined)],
    ['an empty body', 'body_missing', generic('')],
    [
      'a body that was cut',
      'body_incomplete',
      generic(BODY.slice(0, 40), {
        headers: { 'x-webhook-signature': signBody(SECRET, BODY), 'content-length': String(Buffer.byteLength(BODY)) },
      }),
    ],
    ['another secret', 'wrong_secret', generic(BODY, { secrets: ['one', 'other'] })],
    ['a secret with a line end', 'secret_padded', generic(BODY, { secrets: `${SECRET}\n` })],
    ['a secret in quotes', 'secret_padded', generic(BODY, { secrets: `"${SECRET}"` })],
    ['a secret without its prefix', 'secret_prefix', generic(BODY, { secrets: SECRET.slice('whsec_'.length) })],
    [
      'a secret of a generic sender with a prefix too many',
      'secret_prefix',
      generic(BODY, { secrets: 'whsec_plain-secret', key: 'plain-secret' }),
    ],
    [
      'a secret as kubectl shows it',
      'secret_encoded',
      generic(BODY, { secrets: Buffer.from(WHSEC).toString('base64'), key: WHSEC }),
    ],
    ['a secret with a line end and an indented body', 'secret_padded', generic(PRETTY, { secrets: `${SECRET}\n` })],
    ['no secret', 'no_secret', generic(BODY, { secrets: [] })],
    ['no signature', 'missing_signature', generic(BODY, { headers: {} })],
    [
      'a signature in capitals',
      'signature_reformatted',
      generic(BODY, { headers: { 'x-webhook-signature': signBody(SECRET, BODY).toUpperCase() } }),
    ],
    [
      'a signature in quotes',
      'signature_reformatted',
      generic(BODY, { headers: { 'x-webhook-signature': `"${signBody(SECRET, BODY)}"` } }),
    ],
    [
      'a request of another dialect in the same header',
      'other_scheme',
      generic(BODY, { headers: { 'x-webhook-signature': signPrefixedBody(SECRET, BODY) } }),
    ],
    [
      'a request of another system',
      'other_scheme',
      generic(BODY, { headers: { 'x-hub-signature-256': signPrefixedBody(SECRET, BODY) } }),
    ],
    [
      'nonsense for a signature',
      'malformed_signature',
      generic(BODY, { headers: { 'x-webhook-signature': 'test_signature' } }),
    ],
    ['an old request', 'timestamp_too_old', timestamped(String(TIMESTAMP), TIMESTAMP + 7300)],
    ['a request of the future', 'timestamp_too_new', timestamped(String(TIMESTAMP), TIMESTAMP - 400)],
    [
      'an old request with another secret',
      'wrong_secret',
      timestamped(String(TIMESTAMP), TIMESTAMP + 7300, 'f'.repeat(64)),
    ],
    ['a timestamp in milliseconds', 'timestamp_unit', timestamped(String(TIMESTAMP * 1000), TIMESTAMP)],
    ['a timestamp that is a date', 'timestamp_unit', timestamped(new Date(TIMESTAMP * 1000).toISOString(), TIMESTAMP)],
    ['no timestamp', 'missing_timestamp', timestamped('', TIMESTAMP)],
    [
      'another URL',
      'other_url',
      diagnose({
        scheme: 'appwrite-native',
        body: BODY,
        headers: { 'x-appwrite-webhook-signature': signUrlAndBody(SECRET, 'https://a.example/hook/', BODY) },
        secrets: SECRET,
        now: TIMESTAMP,
        url: 'http://a.example/hook',
      }),
    ],
    [
      'no URL',
      'missing_url',
      diagnose({ scheme: 'appwrite-native', body: BODY, headers: {}, secrets: SECRET, now: TIMESTAMP }),
    ],
  ])('calls %s %s, and says what to do', (_, code, diagnosis) => {
    expect(diagnosis).toMatchObject({ valid: false, code });
    expect(diagnosis.advice).not.toBe('');
    expect(diagnosis.checks.filter(({ ok }) => ok === false)).toHaveLength(1);
  });

  it('says how old a request is', () => {
    const { message, checks } = timestamped(String(TIMESTAMP), TIMESTAMP + 7300);
    expect(message).toBe('The signature is right, but the request is older than the tolerance (2 hours old).');
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['secret', true],
      ['body', true],
      ['headers', true],
      ['timestamp', false],
      ['signature', true],
    ]);
  });

  it('never throws and never calls a request valid that does not verify', () => {
    const header = fc.constantFrom('x-webhook-signature', 'webhook-signature', 'webhook-timestamp', 'stripe-signature');
    const headers = fc.dictionary(header, fc.oneof(fc.string(), fc.constant('sha256=00'), fc.constant('t=1,v1=2')));
    const secrets = fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 }));
    fc.assert(
      fc.property(fc.anything(), headers, secrets, (body, given, keys) => {
        expect(diagnose({ body, headers: given, secrets: keys, now: TIMESTAMP }).valid).toBe(false);
      }),
    );
  });

  it('holds neither secret nor signature', () => {
    const text = JSON.stringify(generic(PRETTY, { secrets: [`${SECRET} `, 'other canary'] }));
    for (const secret of ['test_secret', 'canary', signBody(SECRET, BODY)]) expect(text).not.toContain(secret);
  });

  it('has a finding for every code, and advice with each that is not good news', () => {
    for (const [code, { message, advice }] of Object.entries(FINDINGS)) {
      expect([code, message.endsWith('.'), advice !== '']).toEqual([code, true, code !== 'verified']);
    }
  });
});
