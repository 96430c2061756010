import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRetryAfter, receiverClock } from './retry-after.js';
import { planRetry } from './retry-planner.js';
import { exponentialSchedule, resolveRetryPolicy } from './retry-policy.js';

const policies = fc.record({
  schedule: fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 12 }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
});
const randoms = fc.double({ min: 0, max: 0.999999, noNaN: true });

describe('retry planner', () => {
  it('makes exactly as many attempts as the schedule has entries', () => {
    fc.assert(
      fc.property(policies, randoms, (policy, random) => {
        let attempts = 1;
        while (planRetry({ policy, steps: attempts, retryAfterSeconds: null, random }).kind === 'retry') attempts++;
        expect(attempts).toBe(policy.schedule.length);
      }),
    );
  });

  it('waits exactly as the schedule says without jitter, and never longer than it with jitter', () => {
    fc.assert(
      fc.property(policies, fc.nat(11), randoms, (policy, step, random) => {
        const plan = planRetry({ policy, steps: step, retryAfterSeconds: null, random });
        if (plan.kind === 'exhausted') {
          expect(step).toBeGreaterThanOrEqual(policy.schedule.length);
          return;
        }
        const wait = policy.schedule[step]!;
        expect(plan.delaySeconds).toBeLessThanOrEqual(wait + 1e-6);
        expect(plan.delaySeconds).toBeGreaterThanOrEqual(wait * (1 - policy.jitter) - 1e-6);
        const exact = planRetry({ policy: { ...policy, jitter: 0 }, steps: step, retryAfterSeconds: null, random });
        expect(exact).toEqual({ kind: 'retry', delaySeconds: wait });
      }),
    );
  });

  it('lets Retry-After move a retry later and never earlier, and never adds an attempt', () => {
    fc.assert(
      fc.property(policies, fc.nat(14), fc.nat(90_000), randoms, (policy, steps, retryAfterSeconds, random) => {
        const without = planRetry({ policy, steps, retryAfterSeconds: null, random });
        const asked = planRetry({ policy, steps, retryAfterSeconds, random });
        expect(asked.kind).toBe(without.kind);
        if (asked.kind === 'retry' && without.kind === 'retry') {
          expect(asked.delaySeconds).toBe(Math.max(without.delaySeconds, retryAfterSeconds));
        }
      }),
    );
  });
});

describe('retry policy', () => {
  const dialect = {
    retry: { schedule: [0, 30, 300], jitter: 0 },
    timeoutSeconds: 15,
    gone: 'disable',
    secret: 'generated',
  } as const;

  it('doubles from the backoff: three retries of 5 s are waits of 5, 10 and 20 s', () => {
    expect(exponentialSchedule(3, 5)).toEqual([0, 5, 10, 20]);
    expect(exponentialSchedule(0, 5)).toEqual([0]);
    expect(Math.max(...exponentialSchedule(40, 5))).toBe(86_400);
  });

  it('takes the webhook’s own retry before the dialect’s', () => {
    expect(resolveRetryPolicy(null, dialect)).toEqual(dialect.retry);
    expect(resolveRetryPolicy({ schedule: [0, 1] }, dialect)).toEqual({ schedule: [0, 1], jitter: 0 });
    expect(resolveRetryPolicy({ max_retries: 2, backoff_seconds: 3 }, dialect)).toEqual({
      schedule: [0, 3, 6],
      jitter: 0,
    });
    expect(resolveRetryPolicy({ jitter: 0.5 }, dialect)).toEqual({ schedule: [0, 30, 300], jitter: 0.5 });
  });

  it('never fails over a hand-written row', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (schedule, maxRetries, jitter) => {
        const policy = resolveRetryPolicy({ schedule, max_retries: maxRetries, jitter } as never, dialect);
        expect(policy.schedule.length).toBeGreaterThan(0);
        expect(policy.schedule.every((wait) => wait >= 0 && Number.isFinite(wait))).toBe(true);
        expect(policy.jitter >= 0 && policy.jitter <= 1).toBe(true);
      }),
      { examples: [[[{ toString: '' }], {}, {}]] },
    );
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-11-21T08:00:00Z');

  it('reads seconds and the three forms of an HTTP date', () => {
    expect(parseRetryAfter('120', now)).toBe(120);
    expect(parseRetryAfter(' 0 ', now)).toBe(0);
    expect(parseRetryAfter('Sat, 21 Nov 2026 08:01:00 GMT', now)).toBe(60);
    expect(parseRetryAfter('Saturday, 21-Nov-26 08:01:00 GMT', now)).toBe(60);
    expect(parseRetryAfter('Sat Nov 21 08:01:00 2026', now)).toBe(60);
    expect(parseRetryAfter('Sat, 21 Nov 2026 07:00:00 GMT', now)).toBe(0);
  });

  it('stays between nothing and a day whatever a receiver sends', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.nat().map(String),
          fc.date({ noInvalidDate: true }).map((d) => d.toUTCString()),
        ),
        (text) => {
          const seconds = parseRetryAfter(text, now);
          if (seconds !== null) expect(seconds >= 0 && seconds <= 86_400).toBe(true);
        },
      ),
    );
    for (const wrong of [undefined, '', '-5', '1.5', '2026-11-21', 'soon', '99999999999999']) {
      expect(parseRetryAfter(wrong, now)).toBeNull();
    }
    expect(parseRetryAfter('9999999', now)).toBe(86_400);
  });

  it('measures a date from the receiver’s own clock', () => {
    const theirs = receiverClock('Sat, 21 Nov 2026 09:00:00 GMT', now);
    expect(parseRetryAfter('Sat, 21 Nov 2026 09:00:30 GMT', theirs)).toBe(30);
    expect(receiverClock('garbage', now)).toBe(now);
  });
});
