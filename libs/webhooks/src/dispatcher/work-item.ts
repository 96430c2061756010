import type { DeliveryKey } from '../engine/engine.js';
import type { Lease } from '../leases/lease.js';
import type { LoadedEvent } from '../relay/loaded-event.js';
import type { Lane } from './lane.js';

/** Lanes of the queue table. */
export const QueueLane = { retry: 0, first: 1 } as const;
export type QueueLane = (typeof QueueLane)[keyof typeof QueueLane];

/** A lane as the dispatcher uses it. */
export type WorkLane = Lane<WorkItem>;

/** One delivery that this process holds. A class, so that all have one shape. */
export class WorkItem implements DeliveryKey {
  /** Monotonic milliseconds. */
  startedAt = 0;
  /** The dispatcher's tick at that moment. */
  startedTick = 0;
  /** Spill ticks that it has waited through. Ticks, not time: a stalled event loop is no reason to spill. */
  waitedTicks = 0;
  /** Its open attempt has been written as pending, or it came from the queue and has its row. */
  shown: boolean;
  /** Its attempt counts as slow and holds no slot. */
  slow = false;
  /** Called once, when this process has nothing more to do with it. */
  onEnd: (() => void) | null = null;

  constructor(
    readonly lease: Lease,
    readonly event: LoadedEvent,
    readonly lane: WorkLane,
    readonly origin: 'outbox' | 'queue',
    readonly queueLane: QueueLane,
    readonly replay: number,
    /** Attempt numbers used up. */
    readonly attempts: number,
    /** Steps of the retry schedule used up. */
    readonly steps: number,
    /** Claims that were lost with their process. */
    readonly claims: number,
    /** Monotonic milliseconds. */
    readonly claimedAt: number,
  ) {
    this.shown = origin === 'queue';
  }

  get eventId(): string {
    return this.event.id;
  }

  get webhookId(): string {
    return this.lane.webhookId;
  }

  end(): void {
    this.onEnd?.();
    this.onEnd = null;
  }
}
