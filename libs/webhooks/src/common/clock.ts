/** The process's clock. Due times and leases use the database's; this one stamps signatures and measures. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Milliseconds of a UTC day. */
export const DAY_MS = 86_400_000;
