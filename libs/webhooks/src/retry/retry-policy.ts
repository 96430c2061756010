import type { DialectPolicy, RetryPolicy } from '../dialect/dialect.js';

/** Longest wait of an exponential policy: a day. */
export const MAX_EXPONENTIAL_WAIT_SECONDS = 86_400;
const DEFAULT_BACKOFF_SECONDS = 5;

/** What a webhook's `retry` column holds, as the API wrote it. */
export interface StoredRetry {
  readonly schedule?: readonly number[];
  /** Sends after the first: 3 means four sends. */
  readonly max_retries?: number;
  readonly backoff_seconds?: number;
  readonly jitter?: number;
}

/** `backoff × 2^(n−1)` before retry n, at most a day; the first send waits for nothing. */
export function exponentialSchedule(maxRetries: number, backoffSeconds: number): number[] {
  const schedule = [0];
  for (let retry = 1; retry <= maxRetries; retry++) {
    schedule.push(Math.min(MAX_EXPONENTIAL_WAIT_SECONDS, backoffSeconds * 2 ** (retry - 1)));
  }
  return schedule;
}

/**
 * The policy of a webhook: its own `retry` when it has one, else its dialect's.
 * Values out of range cannot come from the API; what a hand-written row holds is brought into range rather than refused,
 * because a delivery must not fail over it.
 */
export function resolveRetryPolicy(stored: StoredRetry | null, dialect: DialectPolicy | undefined): RetryPolicy {
  const fallback = dialect?.retry ?? { schedule: [0], jitter: 0 };
  if (stored === null) return fallback;
  const jitter = clamp(stored.jitter ?? 0, 0, 1);
  if (Array.isArray(stored.schedule) && stored.schedule.length > 0) {
    return { schedule: stored.schedule.map((wait: unknown) => clamp(seconds(wait), 0, 366 * 86_400)), jitter };
  }
  if (stored.max_retries !== undefined || stored.backoff_seconds !== undefined) {
    const retries = Math.floor(clamp(stored.max_retries ?? fallback.schedule.length - 1, 0, 1000));
    return {
      schedule: exponentialSchedule(retries, clamp(stored.backoff_seconds ?? DEFAULT_BACKOFF_SECONDS, 0, 86_400)),
      jitter,
    };
  }
  return stored.jitter === undefined ? fallback : { ...fallback, jitter };
}

/** `Number()` of an object calls what the object says, and throws when that is no function. */
function seconds(value: unknown): number {
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
}

function clamp(value: number, low: number, high: number): number {
  return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : low;
}
