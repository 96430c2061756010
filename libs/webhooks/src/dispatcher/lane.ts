import type { WebhookConfig } from '../configuration/webhook-config.js';
import { WebhookHealth } from '../health/webhook-health.js';
import { ItemQueue } from './item-queue.js';
import { TokenBucket } from './token-bucket.js';

/** How much work may wait for one webhook in memory: what it can take in this time, milliseconds. */
const HORIZON = 500;

/**
 * All that a process holds for one webhook: what waits, what is in flight, how fast it answers. Outlives changes of
 * the configuration.
 */
export class Lane {
  readonly webhookId: string;
  readonly health = new WebhookHealth();
  readonly waiting = new ItemQueue();
  inFlight = 0;
  /** Older first attempts wait in the database: new ones go behind them. */
  backlog = false;
  /** In the dispatcher's ring of lanes that can start something. */
  inRing = false;
  /** This process's share of `max_in_flight`. */
  cap: number;
  /** This process's share of the rate; null: unlimited. */
  bucket: TokenBucket | null = null;
  /** Age of the oldest open attempt, set by the tick while attempts are slow. */
  oldestOpen = 0;
  private latency = 0;

  constructor(
    public config: WebhookConfig,
    private readonly optimism: number,
  ) {
    this.webhookId = config.id;
    this.cap = config.maxInFlight;
    this.configure(config);
  }

  /** Takes over a changed configuration. @param share this process's part of a cap */
  configure(config: WebhookConfig, share: (cap: number) => number = (cap) => cap): void {
    this.config = config;
    this.cap = share(config.maxInFlight);
    const rate = config.ratePerSecond === null ? null : share(config.ratePerSecond);
    if (rate === null) this.bucket = null;
    else if (this.bucket === null) this.bucket = new TokenBucket(rate);
    else this.bucket.setRate(rate);
  }

  /** How many may wait here beside those in flight. Until the webhook has answered once, the benefit of the doubt. */
  get limit(): number {
    const latency = Math.max(this.latency, this.oldestOpen);
    if (latency === 0) return this.optimism;
    return Math.min(this.optimism * 16, Math.floor((this.cap * HORIZON) / latency));
  }

  /** Whether it is time to claim more: not row by row as slots get free, that would cost a statement each. */
  get isLow(): boolean {
    return this.waiting.length * 2 <= this.limit;
  }

  /** Items that may still be taken in. */
  room(now: number): number {
    const slots = this.cap - this.inFlight + this.limit - this.waiting.length;
    return Math.max(
      0,
      this.bucket === null ? slots : Math.min(slots, this.bucket.available(now) - this.waiting.length),
    );
  }

  /** Answers slowly enough to wait beside the slots instead of in them. */
  isSlow(threshold: number): boolean {
    return this.latency > threshold || this.oldestOpen > threshold;
  }

  noteLatency(milliseconds: number): void {
    const measured = Math.max(0.05, milliseconds);
    this.latency = this.latency === 0 ? measured : this.latency * 0.9 + measured * 0.1;
  }

  canStart(): boolean {
    return this.waiting.length > 0 && this.inFlight < this.cap && this.config.state === 'active';
  }
}
