import type { RetryPolicy } from '@posthorn/webhooks';

/** The exact waits of a document: seconds before each attempt. */
export function fixed(...schedule: readonly number[]): RetryPolicy {
  return { schedule, jitter: 0 };
}

const DAY_SECONDS = 86_400;

/** The first attempt at once, then `first × factor^n` seconds, at most a day. */
export function exponential(attempts: number, first: number, factor: number, jitter = 0): RetryPolicy {
  const waits = Array.from({ length: attempts - 1 }, (_, retry) => Math.min(first * factor ** retry, DAY_SECONDS));
  return { schedule: [0, ...waits], jitter };
}
