import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TokenBucket } from './token-bucket.js';

describe('token bucket', () => {
  it('gives in any stretch of time no more than a burst of one second and the rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.nat(300), { minLength: 1, maxLength: 200 }),
        (rate, waits) => {
          const bucket = new TokenBucket(rate);
          let now = 1000;
          let taken = 0;
          for (const wait of waits) {
            now += wait;
            while (bucket.take(now)) taken++;
            expect(taken).toBeLessThanOrEqual(rate + ((now - 1000) / 1000) * rate + 1e-6);
          }
        },
      ),
    );
  });

  it('says how long to wait, and has a token then', () => {
    const bucket = new TokenBucket(4);
    while (bucket.take(0));
    expect(bucket.wait(0)).toBe(250);
    expect(bucket.take(249)).toBe(false);
    expect(bucket.take(250)).toBe(true);
  });

  it('gives, in the hands of one process after the other, no more than in those of one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.record({ admitted: fc.nat(3000), idle: fc.nat(2000) }), { minLength: 1, maxLength: 10 }),
        (rate, processes) => {
          let now = 1000;
          let taken = 0;
          for (const { admitted, idle } of processes) {
            const admittedAt = now;
            now += idle;
            const bucket = new TokenBucket(rate);
            bucket.holdsSince((now - admittedAt) / 1000);
            for (const end = now + admitted; now < end; now += 50) while (bucket.take(now)) taken++;
            expect(taken).toBeLessThanOrEqual(rate + ((now - 1000) / 1000) * rate + 1e-6);
          }
        },
      ),
    );
  });

  it('gives nothing at rate 0 and goes on when it gets a rate', () => {
    const bucket = new TokenBucket(0);
    expect(bucket.take(1e9)).toBe(false);
    expect(bucket.wait(1e9)).toBeNull();
    bucket.setRate(10);
    expect(bucket.take(1e9 + 100)).toBe(true);
  });
});
