import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ed25519PublicKey,
  generateEd25519KeyPair,
  generateSecret,
  isEd25519PublicKey,
  isEd25519SecretKey,
  isStandardSecret,
  signBody,
  signStandard,
  SigningError,
} from './index.js';

const content = { id: 'evt_1', timestamp: 1, body: '{}' };
const withKeyBytes = (size: number): string => `whsec_${Buffer.alloc(size, 5).toString('base64')}`;
const standard = (value: string): string => signStandard([{ kind: 'hmac', value }], content);

describe('The Standard Webhooks form of a secret', () => {
  it.each([23, 65])('is not had by %i key bytes', (size) => {
    expect(isStandardSecret(withKeyBytes(size))).toBe(false);
  });

  it.each([24, 32, 64])('is had by %i key bytes', (size) => {
    expect(isStandardSecret(withKeyBytes(size))).toBe(true);
  });

  it.each([
    'whsec_abc123...',
    'whsec_',
    `WHSEC_${'A'.repeat(43)}=`,
    `whsec_${'A'.repeat(43)}=\n`,
    ` ${withKeyBytes(32)}`,
    `whsec_${'-'.repeat(43)}=`,
    `whsec_${'A'.repeat(40)}===`,
    'A'.repeat(44),
  ])('is not had by %j', (secret) => {
    expect(isStandardSecret(secret)).toBe(false);
  });

  it('keys the signature with the decoded bytes, whether or not the padding was kept', () => {
    const padded = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
    expect(padded.endsWith('=')).toBe(true);
    expect(standard(padded.replace(/=+$/, ''))).toBe(standard(padded));
  });

  it('makes no difference outside the Standard Webhooks signature, where the whole text is the key', () => {
    const secret = withKeyBytes(32);
    expect(signBody(secret, '{}')).not.toBe(signBody(secret.slice('whsec_'.length), '{}'));
  });
});

describe('A secret in any other form', () => {
  it('keys every signature as UTF-8 text, prefix included', () => {
    expect(standard('whsec_abc123...')).not.toBe(standard('abc123...'));
    expect(standard('grüße-aus-köln')).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
  });

  it('signs nothing when it is empty', () => {
    expect(() => signBody('', '{}')).toThrow(expect.objectContaining({ code: 'empty_secret' }));
    expect(() => standard('')).toThrow(SigningError);
    expect(() => signStandard([], content)).toThrow(SigningError);
  });
});

describe('Generated secrets', () => {
  it('are whsec_ and the base64 of 32 random bytes', () => {
    const sizes: number[] = [];
    const secret = generateSecret((size) => {
      sizes.push(size);
      return new Uint8Array(size).fill(255);
    });
    expect(sizes).toEqual([32]);
    expect(secret).toBe(`whsec_${'/'.repeat(42)}8=`);
    expect(isStandardSecret(secret)).toBe(true);
  });

  it('differ', () => {
    expect(generateSecret(randomBytes)).not.toBe(generateSecret(randomBytes));
  });
});

describe('Ed25519 keys', () => {
  it('are recognised by their form and by the pair belonging together', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
        const pair = generateEd25519KeyPair(() => seed);
        expect(isEd25519SecretKey(pair.secretKey)).toBe(true);
        expect(isEd25519PublicKey(pair.publicKey)).toBe(true);
        expect(ed25519PublicKey(pair.secretKey)).toBe(pair.publicKey);
        const seedOnly = `whsk_${Buffer.from(seed).toString('base64')}`;
        expect(ed25519PublicKey(seedOnly)).toBe(pair.publicKey);
      }),
      { numRuns: 20 },
    );
  });

  it('are refused when the public half belongs to another seed', () => {
    const one = Buffer.from(generateEd25519KeyPair(randomBytes).secretKey.slice(5), 'base64');
    const other = Buffer.from(generateEd25519KeyPair(randomBytes).secretKey.slice(5), 'base64');
    const mixed = `whsk_${Buffer.concat([one.subarray(0, 32), other.subarray(32)]).toString('base64')}`;
    expect(isEd25519SecretKey(mixed)).toBe(false);
    expect(() => signStandard([{ kind: 'ed25519', value: mixed }], content)).toThrow(SigningError);
  });

  it.each(['whsk_AAAA', 'whpk_AAAA', 'whsk_', 'whsec_AAAA', '', 'whsk_%'])('are not %j', (text) => {
    expect(isEd25519SecretKey(text)).toBe(false);
    expect(isEd25519PublicKey(text)).toBe(false);
  });
});
