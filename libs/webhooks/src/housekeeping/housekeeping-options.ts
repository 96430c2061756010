/** How long things are kept and how often that is looked at. */
export class HousekeepingOptions {
  /** Days that events, deliveries and attempts are kept. */
  retentionDays = 30;
  /** Partitions are made so many days ahead. */
  daysAhead = 7;
  /** Between two runs, of whichever process, milliseconds. */
  interval = 60_000;
  /** Longest wait for a lock of a table, milliseconds: publishers queue behind us for no longer than this. */
  lockTimeout = 200;
  /** How long an Idempotency-Key is kept, milliseconds. */
  idempotencyKeyAge = 86_400_000;
}
