import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { AesSecretBox } from './aes-secret-box.js';

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};

describe('AesSecretBox', () => {
  const key = randomBytes(32);
  const box = new AesSecretBox([key.toString('base64')]);

  it('opens what it sealed, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plain, identity) => {
        expect(box.open(box.seal(plain, identity), identity)).toBe(plain);
      }),
    );
  });

  it('seals the same text differently every time and never shows it', () => {
    const [first, second] = [box.seal('whsec_canary', 'a'), box.seal('whsec_canary', 'a')];
    expect(first.equals(second)).toBe(false);
    expect(first.includes('canary')).toBe(false);
  });

  it('refuses a value that was copied to another row', () => {
    expect(codeOf(() => box.open(box.seal('secret', 'row:1'), 'row:2'))).toBe('secret_unreadable');
  });

  it('refuses a value in which any single bit was changed', () => {
    const sealed = box.seal('secret text', 'row');
    for (let index = 0; index < sealed.length * 8; index += 1) {
      const damaged = Buffer.from(sealed);
      damaged[index >> 3]! ^= 1 << (index & 7);
      expect(codeOf(() => box.open(damaged, 'row'))).toBe('secret_unreadable');
    }
  });

  it('refuses a truncated value', () => {
    const sealed = box.seal('secret text', 'row');
    for (let length = 0; length < sealed.length; length += 1) {
      expect(codeOf(() => box.open(sealed.subarray(0, length), 'row'))).toBe('secret_unreadable');
    }
  });

  it('opens with an older key, seals with the newest and knows which are current', () => {
    const newer = new AesSecretBox([randomBytes(32), key]);
    const old = box.seal('kept', 'row');
    expect(newer.open(old, 'row')).toBe('kept');
    expect(newer.isCurrent(old)).toBe(false);
    const fresh = newer.seal('kept', 'row');
    expect(newer.isCurrent(fresh)).toBe(true);
    expect(codeOf(() => box.open(fresh, 'row'))).toBe('secret_unreadable');
  });

  it('refuses to start without a key, with a short one or with a variable that is not set', () => {
    expect(codeOf(() => new AesSecretBox([]))).toBe('invalid_options');
    expect(codeOf(() => new AesSecretBox([randomBytes(16)]))).toBe('invalid_options');
    const unset = process.env['POSTHORN_KEY_THAT_NOBODY_SETS']!;
    expect(codeOf(() => new AesSecretBox([unset]))).toBe('invalid_options');
  });
});
