import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isoMilliseconds, isoSeconds } from './times.js';

const moments = fc.date({ noInvalidDate: true });

describe('times on the wire', () => {
  it('are what toISOString writes, with and without milliseconds, whatever was written before', () => {
    fc.assert(
      fc.property(fc.array(moments, { minLength: 1, maxLength: 20 }), (times) => {
        for (const time of times) {
          expect(isoMilliseconds(time)).toBe(time.toISOString());
          expect(isoSeconds(time)).toBe(time.toISOString().replace(/\.\d+Z$/, 'Z'));
        }
      }),
    );
  });

  it('are refused when they are none', () => {
    expect(() => isoMilliseconds(new Date(NaN))).toThrow(RangeError);
    expect(() => isoSeconds(new Date(NaN))).toThrow(RangeError);
  });
});
