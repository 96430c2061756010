import type { WebhookConfig } from '../configuration/webhook-config.js';
import { WebhookHealth } from '../health/webhook-health.js';
import { ItemQueue } from './item-queue.js';
import { TokenBucket } from './token-bucket.js';

/** An attempt that is open longer than this costs the benefit of the doubt, milliseconds. */
const TRUSTED = 250;
/** Attempts after which the measured latency is believed: the first ones open connections. */
const ENOUGH = 32;
/** A webhook that takes fewer per second than this, by its own limits, is not worth waiting for. */
const WORTH_WAITING = 500;

/**
 * All that a process holds for one webhook: what waits, what is in flight, how fast it answers. Outlives changes of
 * the configuration.
 */
export class Lane<Item> {
  readonly webhookId: string;
  readonly health = new WebhookHealth();
  readonly waiting = new ItemQueue<Item>();
  inFlight = 0;
  /** Older first attempts wait in the database: new ones go behind them. */
  backlog = false;
  /** In the dispatcher's ring of lanes that can start something. */
  inRing = false;
  /** This process's share of `max_in_flight`. */
  cap: number;
  /** This process's share of the rate; null: unlimited. */
  bucket: TokenBucket | null = null;
  /** Age of the oldest open attempt, set by the tick while attempts are slow; counted in ticks, milliseconds. */
  oldestOpen = 0;
  private latency = 0;
  private measured = 0;

  constructor(
    public config: WebhookConfig,
    private readonly optimism: number,
    private readonly share: (cap: number) => number,
  ) {
    this.webhookId = config.id;
    this.cap = 0;
    this.configure(config);
  }

  /** Takes over a changed configuration, or a changed part of it. */
  configure(config: WebhookConfig): void {
    this.config = config;
    this.cap = this.share(config.maxInFlight);
    const rate = config.ratePerSecond === null ? null : this.share(config.ratePerSecond);
    if (rate === null) this.bucket = null;
    else if (this.bucket === null) this.bucket = new TokenBucket(rate);
    else this.bucket.setRate(rate);
  }

  /**
   * How many fresh events may wait here: what it takes in a second, by what it has shown. One that is worth waiting for,
   * or of which nothing is known yet, gets the benefit of the doubt as long as it does not leave attempts open: what goes
   * to the queue draws all that follows after it. Two cold processes, slow for a second, sent 92 of 100 first attempts
   * that way and 7,600 a second instead of 10,900.
   */
  get limit(): number {
    const inASecond = this.capacity(1000);
    if (this.oldestOpen > TRUSTED) return Math.min(this.optimism, inASecond);
    return this.measured >= ENOUGH && inASecond < WORTH_WAITING ? inASecond : this.optimism;
  }

  /** How many of the queue may wait here: what it takes in half a second, so that claims are neither small nor early. */
  get claimLimit(): number {
    return this.isUnknown ? this.cap * 2 : Math.min(this.optimism, this.capacity(500));
  }

  /** An attempt has ended. */
  get hasAnswered(): boolean {
    return this.latency > 0;
  }

  /** No attempt has ended yet, and none is open for long. */
  get isUnknown(): boolean {
    return !this.hasAnswered && this.oldestOpen === 0;
  }

  /** Room for a fresh event. */
  hasRoom(now: number): boolean {
    if (this.cap === 0 || this.inFlight + this.waiting.length >= this.cap + this.limit) return false;
    return this.bucket === null || this.bucket.available(now) > this.waiting.length;
  }

  /** Items to claim from the queue: none before half of what may wait is gone, row by row would cost a statement each. */
  claimable(now: number): number {
    if (this.cap === 0 || this.waiting.length * 2 > this.claimLimit) return 0;
    const slots = this.cap - this.inFlight + this.claimLimit - this.waiting.length;
    return Math.max(
      0,
      this.bucket === null ? slots : Math.min(slots, this.bucket.available(now) - this.waiting.length),
    );
  }

  private capacity(milliseconds: number): number {
    return Math.floor((this.cap * milliseconds) / Math.max(0.05, this.latency, this.oldestOpen));
  }

  /**
   * Answers slowly enough to wait beside the slots instead of in them.
   * @param openFor an attempt that is open for so long says so too, whatever earlier ones took
   */
  isSlow(latency: number, openFor = latency): boolean {
    return this.latency > latency || this.oldestOpen >= openFor;
  }

  /** @param atMost what it counts as: less than measured when this process was too busy to measure */
  noteLatency(milliseconds: number, atMost: number): void {
    const measured = Math.max(0.05, Math.min(milliseconds, Math.max(atMost, this.latency)));
    this.measured++;
    const weight = measured < this.latency ? 0.3 : 0.1;
    this.latency = this.latency === 0 ? measured : this.latency * (1 - weight) + measured * weight;
  }

  /** The webhook's own limits keep it from starting more. */
  isFull(now: number): boolean {
    return this.inFlight >= this.cap || (this.bucket !== null && this.bucket.available(now) === 0);
  }

  /** What waits here waits for this webhook and for nothing else: nobody need wait with it. */
  waitsForItself(isSlow: boolean, now: number): boolean {
    return isSlow || (this.isFull(now) && !this.isUnknown && this.capacity(1000) < WORTH_WAITING);
  }

  canStart(): boolean {
    return this.waiting.length > 0 && this.inFlight < this.cap && this.config.state === 'active';
  }
}
