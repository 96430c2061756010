/** What the database says of a webhook's health, in seconds from now. */
export interface HealthReading {
  readonly failedAttempts: number;
  readonly slowFor: number | null;
  readonly breakerFor: number | null;
}

const SUCCESS_INTERVAL = 1000;
/** Longer than a finish takes, shorter than any pause of a breaker. */
const UNTIL_WRITTEN = 1000;

/**
 * A webhook's health as this process knows it: read by the poll, refreshed by every finish. The database holds the
 * truth; all moments here are monotonic milliseconds of this process.
 */
export class WebhookHealth {
  failedAttempts = 0;
  private slowUntil = 0;
  /** null: the breaker is closed. */
  private breakerUntil: number | null = null;
  private successWrittenAt = -Infinity;

  read(reading: HealthReading, now: number): void {
    this.failedAttempts = reading.failedAttempts;
    this.slowUntil = reading.slowFor === null ? 0 : now + reading.slowFor * 1000;
    this.breakerUntil = reading.breakerFor === null ? null : now + reading.breakerFor * 1000;
  }

  /** No row holds anything back. */
  clear(): void {
    this.failedAttempts = 0;
    this.slowUntil = 0;
    this.breakerUntil = null;
  }

  /** First attempts wait: the webhook asked for it, or its breaker is open. Retries go on. */
  isHeld(now: number): boolean {
    return this.slowUntil > now || (this.breakerUntil !== null && this.breakerUntil > now);
  }

  /** The breaker's pause is over: one first attempt probes. */
  isProbing(now: number): boolean {
    return this.breakerUntil !== null && this.breakerUntil <= now;
  }

  /** When first attempts go on, if they are held. */
  heldUntil(): number {
    return Math.max(this.slowUntil, this.breakerUntil ?? 0);
  }

  /** Whether a success has to be written: always after failures, else at most once a second. */
  shouldWriteSuccess(now: number): boolean {
    if (this.failedAttempts === 0 && now - this.successWrittenAt < SUCCESS_INTERVAL) return false;
    this.successWrittenAt = now;
    return true;
  }

  /**
   * A failure makes the next success worth writing, and ends a probe: the pause that the finish is about to write is
   * not known yet, and nothing may slip through until it is.
   */
  noteFailure(now: number): void {
    this.failedAttempts++;
    if (this.isProbing(now)) this.breakerUntil = now + UNTIL_WRITTEN;
  }
}
