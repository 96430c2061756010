import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { responseText } from './response-text.js';

const text = (bytes: Uint8Array, cut = false): string => responseText([Buffer.from(bytes)], bytes.length, cut);

describe('The text kept of an answer', () => {
  it('is the text, when it is text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (original) => {
        fc.pre(!original.includes('\0'));
        expect(text(Buffer.from(original))).toBe(Buffer.from(original).toString());
      }),
    );
  });

  it('never holds what PostgreSQL refuses, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, cut) => {
        const kept = text(bytes, cut);
        expect(kept).not.toContain('\0');
        expect(Buffer.from(kept).toString()).toBe(kept);
        expect(kept.length).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 500 },
    );
  });

  it('does not end in half a character where it was cut', () => {
    const bytes = Buffer.from('aé€😀');
    for (let length = 0; length <= bytes.length; length += 1) {
      expect(text(bytes.subarray(0, length), true)).not.toContain('\ufffd');
    }
    expect(text(bytes.subarray(0, bytes.length - 1), false)).toContain('\ufffd');
  });

  it('shows invalid bytes and NUL as replacement characters', () => {
    expect(text(Buffer.from([0x61, 0x00, 0xff, 0x62]))).toBe('a\ufffd\ufffdb');
  });
});
