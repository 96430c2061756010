interface Bucket {
  tokens: number;
  at: number;
}

const MAX_BUCKETS = 10_000;
/** Whom the others share a bucket with when there are too many of them at once. */
const EVERYBODY_ELSE = '';

/**
 * A token bucket per caller: `perSecond` requests at once and `perSecond` more each second. Own code of thirty lines:
 * `@nestjs/throttler` is CommonJS, which Jest on Node 20 cannot load beside Nest 12, and it keeps one entry per request.
 */
export class RequestBudget {
  private readonly buckets = new Map<string, Bucket>();
  private cleanedAt = -Infinity;

  constructor(
    private readonly perSecond: number,
    /** Milliseconds that only go forward. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes one request. @returns 0 when it may go on, otherwise the whole seconds to wait */
  take(caller: string): number {
    const now = this.now();
    const bucket = this.buckets.get(caller) ?? this.open(caller, now);
    bucket.tokens = Math.min(this.perSecond, bucket.tokens + ((now - bucket.at) / 1000) * this.perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / this.perSecond));
    bucket.tokens -= 1;
    return 0;
  }

  private open(caller: string, now: number): Bucket {
    if (this.buckets.size >= MAX_BUCKETS) this.clean(now);
    const name = this.buckets.size >= MAX_BUCKETS ? EVERYBODY_ELSE : caller;
    const bucket = this.buckets.get(name) ?? { tokens: this.perSecond, at: now };
    this.buckets.set(name, bucket);
    return bucket;
  }

  /** A bucket that was left alone for a second is full again: forgetting it changes nothing. */
  private clean(now: number): void {
    if (now - this.cleanedAt < 1000) return;
    this.cleanedAt = now;
    for (const [name, { at }] of this.buckets) if (now - at >= 1000) this.buckets.delete(name);
  }
}
