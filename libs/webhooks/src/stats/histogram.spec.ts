import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { quantile, RESPONSE_TIME_BOUNDS } from './histogram.js';

const classOf = (value: number): number => RESPONSE_TIME_BOUNDS.filter((bound) => value >= bound).length;

describe('quantile', () => {
  it('knows nothing of nothing', () => {
    expect(quantile([], 0.5)).toBeNull();
    expect(quantile([0, 0], 0.95)).toBeNull();
  });

  it('lies in the class in which the exact one lies', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 29_999 }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.5, 0.95, 1),
        (values, share) => {
          const counts = Array.from({ length: RESPONSE_TIME_BOUNDS.length + 1 }, () => 0);
          for (const value of values) counts[classOf(value)]!++;
          const exact = values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1]!;
          const found = quantile(counts, share)!;
          const index = classOf(exact);
          expect(found).toBeGreaterThanOrEqual(RESPONSE_TIME_BOUNDS[index - 1] ?? 0);
          expect(found).toBeLessThanOrEqual(RESPONSE_TIME_BOUNDS[index]!);
        },
      ),
    );
  });

  it('never falls when the share grows', () => {
    const counts = fc.array(fc.nat(50), { minLength: 21, maxLength: 21 });
    fc.assert(
      fc.property(counts, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
        const [low, high] = [quantile(given, share * 0.9), quantile(given, share)];
        expect((high ?? 0) >= (low ?? 0)).toBe(true);
      }),
    );
  });

  it('says of what has no bound that it is the last one', () => {
    expect(quantile([...RESPONSE_TIME_BOUNDS.map(() => 0), 3], 0.5)).toBe(30_000);
  });
});
