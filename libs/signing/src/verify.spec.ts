import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  generateEd25519KeyPair,
  generateSecret,
  schemeNames,
  signBody,
  signPrefixedBody,
  signStandard,
  signTimestampedBody,
  signTimestampPair,
  signUrlAndBody,
  verifyWebhook,
  type SchemeName,
  type VerifyInput,
} from './index.js';

const now = 1_736_937_000;
const url = 'https://receiver.example/hook?a=1';
const id = 'evt_0190a0b0c0d0e0f0a0b0c0d0e0f0a0b0';

/** The headers with which each scheme's sender signs. */
const senders: Readonly<Record<SchemeName, (secret: string, at: number, body: string) => Record<string, string>>> = {
  standard: (secret, _at, body) => ({ 'X-Webhook-Signature': signBody(secret, body) }),
  'standard-webhooks': (secret, at, body) => ({
    'webhook-id': id,
    'webhook-timestamp': String(at),
    'webhook-signature': signStandard([{ kind: 'hmac', value: secret }], { id, timestamp: at, body }),
  }),
  backendify: (secret, at, body) => ({
    'X-Webhook-Signature': signTimestampedBody(secret, at, body),
    'X-Webhook-Timestamp': String(at),
  }),
  fluxbase: (secret, _at, body) => ({ 'X-Fluxbase-Signature': signBody(secret, body) }),
  appwrite: (secret, at, body) => ({
    'X-Appwrite-Webhook-Signature': signTimestampedBody(secret, at, body),
    'X-Appwrite-Webhook-Timestamp': String(at),
  }),
  classic: (secret, _at, body) => ({ 'X-Webhook-Signature': signPrefixedBody(secret, body) }),
  'appwrite-native': (secret, _at, body) => ({ 'X-Appwrite-Webhook-Signature': signUrlAndBody(secret, url, body) }),
  'fluxbase-native': (secret, at, body) => ({ 'X-Fluxbase-Signature': signTimestampPair(secret, at, body) }),
  stripe: (secret, at, body) => ({ 'Stripe-Signature': signTimestampPair(secret, at, body) }),
  github: (secret, _at, body) => ({ 'X-Hub-Signature-256': signPrefixedBody(secret, body) }),
};
const timed: readonly SchemeName[] = ['standard-webhooks', 'backendify', 'appwrite', 'fluxbase-native', 'stripe'];

const secretText = fc.oneof(
  fc.string({ minLength: 8, maxLength: 64, unit: 'grapheme' }),
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => generateSecret(() => bytes)),
);
const bodyText = fc.json().map((json) => `{"data":${json}}`);

function request(scheme: SchemeName, secret: string, body: string, change: Partial<VerifyInput> = {}): VerifyInput {
  return { headers: senders[scheme](secret, now, body), body, secrets: secret, now, url, ...change };
}

describe.each(schemeNames)('The scheme %s', (scheme) => {
  it('verifies what was signed, given as text or as raw bytes', () => {
    fc.assert(
      fc.property(secretText, bodyText, (secret, body) => {
        expect(verifyWebhook(scheme, request(scheme, secret, body))).toMatchObject({ valid: true, secretIndex: 0 });
        const bytes = request(scheme, secret, body, { body: Buffer.from(body) });
        expect(verifyWebhook(scheme, bytes)).toMatchObject({ valid: true });
      }),
      { numRuns: 50 },
    );
  });

  it('refuses another body, another secret and a changed signature', () => {
    fc.assert(
      fc.property(secretText, bodyText, fc.nat(), (secret, body, seed) => {
        const good = request(scheme, secret, body);
        expect(verifyWebhook(scheme, { ...good, body: `${body} ` })).toMatchObject({ reason: 'signature_mismatch' });
        expect(verifyWebhook(scheme, { ...good, secrets: `${secret}x` })).toMatchObject({
          reason: 'signature_mismatch',
        });
        const entries = Object.entries(good.headers as Record<string, string>);
        const [header, signature] = entries.find(([name]) => name.toLowerCase().includes('signature')) ?? ['', ''];
        const at = signature.length - 2 - (seed % 20);
        const flipped = signature.slice(0, at) + (signature[at] === 'a' ? 'b' : 'a') + signature.slice(at + 1);
        const tampered = { ...good, headers: { ...good.headers, [header]: flipped } };
        expect(verifyWebhook(scheme, tampered)).toMatchObject({ valid: false });
      }),
      { numRuns: 50 },
    );
  });

  it('says which of several secrets matched', () => {
    const secrets = ['another-secret', 'the-right-secret', 'a-third-secret'];
    expect(verifyWebhook(scheme, request(scheme, 'the-right-secret', '{}', { secrets }))).toMatchObject({
      valid: true,
      secretIndex: 1,
    });
  });

  it('answers with a reason, and never throws, whatever the headers hold', () => {
    const names = Object.keys(senders[scheme]('a-secret-text', now, '{}'));
    const header = fc.oneof(fc.string(), fc.anything(), fc.array(fc.string(), { maxLength: 3 }));
    const headers = fc.oneof(fc.record(Object.fromEntries(names.map((name) => [name, header]))), fc.anything());
    fc.assert(
      fc.property(headers, fc.anything(), fc.anything(), fc.anything(), (odd, body, secrets, when) => {
        const input = { headers: odd, body, secrets, now: when, url } as VerifyInput;
        const answer = verifyWebhook(scheme, input);
        expect(answer).toMatchObject({ valid: false, reason: expect.any(String), message: expect.any(String) });
        const withSecret = verifyWebhook(scheme, { ...input, body: '{}', secrets: 'a-secret-text', now });
        expect(withSecret).toMatchObject({ valid: false });
      }),
      { numRuns: 200 },
    );
  });

  it('tells a missing signature from a malformed one', () => {
    const good = request(scheme, 'a-secret-text', '{}');
    const entries = Object.entries(good.headers as Record<string, string>);
    const without = Object.fromEntries(entries.filter(([name]) => !name.toLowerCase().includes('signature')));
    expect(verifyWebhook(scheme, { ...good, headers: without })).toMatchObject({ reason: 'missing_signature' });
    for (const bad of ['test_signature', 'A'.repeat(64), 'x'.repeat(100_000), 'v1,', 't=1736937000,v1=zz']) {
      const headers = Object.fromEntries(
        entries.map(([name, value]) => [name, name.toLowerCase().includes('signature') ? bad : value]),
      );
      expect(verifyWebhook(scheme, { ...good, headers })).toMatchObject({ valid: false });
    }
    const twice = Object.fromEntries(
      entries.map(([name, value]) => [name, name.toLowerCase().includes('signature') ? [value, value] : value]),
    );
    expect(verifyWebhook(scheme, { ...good, headers: twice })).toMatchObject({ reason: 'malformed_signature' });
  });

  it('refuses to verify without a secret, with an empty one, or against a parsed body', () => {
    const good = request(scheme, 'a-secret-text', '{}');
    expect(verifyWebhook(scheme, { ...good, secrets: [] })).toMatchObject({ reason: 'no_secret' });
    expect(verifyWebhook(scheme, { ...good, secrets: [''] })).toMatchObject({ reason: 'unsuitable_secret' });
    expect(verifyWebhook(scheme, { ...good, body: {} as unknown as string })).toMatchObject({ reason: 'invalid_body' });
  });

  it('reads header names in any letter case, and Fetch headers', () => {
    const good = request(scheme, 'a-secret-text', '{}');
    const entries = Object.entries(good.headers as Record<string, string>);
    const upper = Object.fromEntries(entries.map(([name, value]) => [name.toUpperCase(), value]));
    expect(verifyWebhook(scheme, { ...good, headers: upper })).toMatchObject({ valid: true });
    expect(verifyWebhook(scheme, { ...good, headers: new Headers(entries) })).toMatchObject({
      valid: true,
    });
  });
});

describe.each(timed)('The timestamp of %s', (scheme) => {
  it('may lie as far off as the tolerance says, in both directions, and no second further', () => {
    const at = (offset: number, toleranceSeconds?: number): unknown =>
      verifyWebhook(scheme, request(scheme, 'a-secret-text', '{}', { now: now + offset, toleranceSeconds }));
    expect(at(300)).toMatchObject({ valid: true, timestamp: now });
    expect(at(-300)).toMatchObject({ valid: true });
    expect(at(301)).toMatchObject({ reason: 'timestamp_too_old' });
    expect(at(-301)).toMatchObject({ reason: 'timestamp_too_new' });
    expect(at(2, 1)).toMatchObject({ reason: 'timestamp_too_old' });
    expect(at(0, 0)).toMatchObject({ valid: true });
  });

  it.each([Number.NaN, Infinity, -1])('is not passed over when the tolerance is %d', (toleranceSeconds) => {
    const input = request(scheme, 'a-secret-text', '{}', { toleranceSeconds, now: now + 10_000 });
    expect(verifyWebhook(scheme, input)).toMatchObject({ reason: 'invalid_options' });
  });

  it.each(['+1736937000', '1736937000.0', '1.7e9', '0x6787a368', ' 1736937000', '01736937000', '1736937000 ', '-1'])(
    'is not read from %j',
    (text) => {
      const good = request(scheme, 'a-secret-text', '{}');
      const headers = Object.fromEntries(
        Object.entries(good.headers as Record<string, string>).map(([name, value]) => {
          if (name.toLowerCase().endsWith('timestamp')) return [name, text];
          return [name, value.replace(`t=${now}`, `t=${text}`)];
        }),
      );
      expect(verifyWebhook(scheme, { ...good, headers })).toMatchObject({ reason: 'malformed_timestamp' });
    },
  );
});

describe('Standard Webhooks verification', () => {
  const pair = generateEd25519KeyPair(randomBytes);
  const content = { id, timestamp: now, body: '{"a":1}' };
  const headersFor = (signature: string): Record<string, string> => ({
    'webhook-id': id,
    'webhook-timestamp': String(now),
    'webhook-signature': signature,
  });
  const verify = (signature: string, secrets: string | string[]): unknown =>
    verifyWebhook('standard-webhooks', { headers: headersFor(signature), body: content.body, secrets, now });

  it('verifies an Ed25519 signature with the public key', () => {
    const signature = signStandard([{ kind: 'ed25519', value: pair.secretKey }], content);
    expect(verify(signature, pair.publicKey)).toEqual({ valid: true, secretIndex: 0, timestamp: now, id });
    expect(verify(signature, generateEd25519KeyPair(randomBytes).publicKey)).toMatchObject({
      reason: 'signature_mismatch',
    });
  });

  it('never accepts an HMAC keyed with a public key, which everybody knows', () => {
    const forged = signStandard([{ kind: 'hmac', value: pair.publicKey }], content);
    expect(verify(forged, pair.publicKey)).toMatchObject({ reason: 'signature_mismatch' });
    for (const scheme of schemeNames.filter((name) => name !== 'standard-webhooks')) {
      expect(verifyWebhook(scheme, request(scheme, pair.publicKey, '{}'))).toMatchObject({
        reason: 'unsuitable_secret',
      });
    }
  });

  it('accepts any of several signatures, and passes over versions it does not know', () => {
    const signature = signStandard(
      [
        { kind: 'hmac', value: 'new-secret' },
        { kind: 'hmac', value: 'old-secret' },
      ],
      content,
    );
    expect(verify(`v9,whatever ${signature}`, ['old-secret'])).toMatchObject({ valid: true });
    expect(verify('v9,whatever', ['old-secret'])).toMatchObject({ reason: 'malformed_signature' });
    expect(verify(Array.from({ length: 33 }, () => signature.split(' ')[0]).join(' '), 'new-secret')).toMatchObject({
      reason: 'malformed_signature',
    });
  });

  it('covers the id: another one does not verify', () => {
    const signature = signStandard([{ kind: 'hmac', value: 'a-secret-text' }], content);
    const headers = { ...headersFor(signature), 'webhook-id': 'evt_other' };
    const input = { headers, body: content.body, secrets: 'a-secret-text', now };
    expect(verifyWebhook('standard-webhooks', input)).toMatchObject({ reason: 'signature_mismatch' });
  });

  it.each(['evt.1', 'evt 1', 'evt\n1', '', 'é', 'x'.repeat(257)])('never signs the id %j', (bad) => {
    expect(() => signStandard([{ kind: 'hmac', value: 'a-secret-text' }], { ...content, id: bad })).toThrow(
      expect.objectContaining({ code: 'invalid_id' }),
    );
  });

  it.each([1.5, -1, Number.NaN, 1e300])('never signs the timestamp %d', (bad) => {
    expect(() => signStandard([{ kind: 'hmac', value: 'a-secret-text' }], { ...content, timestamp: bad })).toThrow(
      expect.objectContaining({ code: 'invalid_timestamp' }),
    );
  });
});
