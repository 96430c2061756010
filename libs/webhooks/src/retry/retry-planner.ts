import type { RetryPolicy } from '../dialect/dialect.js';

export type RetryPlan =
  /** Try again after so many seconds, counted from the end of the attempt by the database's clock. */
  | { readonly kind: 'retry'; readonly delaySeconds: number }
  /** The schedule is used up. */
  | { readonly kind: 'exhausted' };

export interface RetryQuestion {
  readonly policy: RetryPolicy;
  /** Steps of the schedule that are used up, this attempt's included. Lost claims use none. */
  readonly steps: number;
  /** What the answer's `Retry-After` asked for; it only ever moves a retry later. */
  readonly retryAfterSeconds: number | null;
  /** In [0, 1). */
  readonly random: number;
}

/** Pure: decides what follows a failed attempt. */
export function planRetry({ policy, steps, retryAfterSeconds, random }: RetryQuestion): RetryPlan {
  const wait = policy.schedule[steps];
  if (wait === undefined) return { kind: 'exhausted' };
  return { kind: 'retry', delaySeconds: Math.max(jittered(wait, policy.jitter, random), retryAfterSeconds ?? 0) };
}

/** The share `jitter` of the wait is drawn at random, the rest is fixed: 0.5 is the "equal jitter" of the literature. */
export function jittered(waitSeconds: number, jitter: number, random: number): number {
  return waitSeconds * (1 - jitter) + waitSeconds * jitter * random;
}
