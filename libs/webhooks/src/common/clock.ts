/** The process's clock. Due times and leases use the database's; this one stamps signatures and measures. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
