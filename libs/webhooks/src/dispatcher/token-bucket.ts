/** A rate with a burst of one second. Times are monotonic milliseconds. */
export class TokenBucket {
  private tokens: number;
  private at = -Infinity;

  /** @param rate tokens per second; 0 gives none */
  constructor(private rate: number) {
    this.tokens = Math.max(rate, 0);
  }

  setRate(rate: number): void {
    this.rate = Math.max(rate, 0);
    this.tokens = Math.min(this.tokens, this.burst);
  }

  /**
   * Of a new bucket, whose rate was somebody else's until so many seconds ago: it holds what has come in since, not the
   * whole burst, which they may have used.
   */
  holdsSince(seconds: number): void {
    this.tokens = Math.min(this.tokens, this.rate * seconds);
  }

  /** Whole tokens that can be taken now. */
  available(now: number): number {
    this.refill(now);
    return Math.floor(this.tokens + 1e-9);
  }

  take(now: number): boolean {
    this.refill(now);
    if (this.tokens + 1e-9 < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /** Milliseconds until one token is there; null: never. */
  wait(now: number): number | null {
    this.refill(now);
    if (this.tokens + 1e-9 >= 1) return 0;
    return this.rate === 0 ? null : ((1 - this.tokens) / this.rate) * 1000;
  }

  private get burst(): number {
    return this.rate === 0 ? 0 : Math.max(1, this.rate);
  }

  private refill(now: number): void {
    if (this.at === -Infinity) this.at = now;
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.at) / 1000) * this.rate);
    this.at = now;
  }
}
