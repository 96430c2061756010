import type { QueueLane } from './work-item.js';

/** A webhook's lane with rows in the queue. Moments are monotonic milliseconds. */
export interface ReadyEntry {
  readonly webhookId: string;
  readonly lane: QueueLane;
  /** The earliest row that is known. */
  dueAt: number;
  /** Low watermark for the next claim, seconds of the database's clock; 0: everything. */
  low: number;
  fullPassAt: number;
}

/** What the poll found. */
export interface ReadyReading {
  readonly webhookId: string;
  readonly lane: QueueLane;
  readonly dueInSeconds: number;
}

/**
 * Which webhooks have something waiting in the queue, and from when: read whole by the poll, kept up between polls
 * with what this process queues itself. It may name too much, never for long too little.
 */
export class ReadyList {
  private entries = new Map<string, ReadyEntry>();
  private cursor = 0;

  replace(readings: readonly ReadyReading[], now: number): void {
    const before = this.entries;
    this.entries = new Map();
    for (const { webhookId, lane, dueInSeconds } of readings) {
      const known = before.get(`${webhookId}/${lane}`);
      this.put(webhookId, lane, now + dueInSeconds * 1000, known);
    }
  }

  /** Something was queued here. */
  add(webhookId: string, lane: QueueLane, dueAt: number): void {
    const entry = this.entries.get(`${webhookId}/${lane}`);
    if (entry === undefined) this.put(webhookId, lane, dueAt);
    else if (dueAt < entry.dueAt) entry.dueAt = dueAt;
  }

  /** A claim took all that was due: what is left is not known until the next poll. */
  drained(entry: ReadyEntry): void {
    this.entries.delete(`${entry.webhookId}/${entry.lane}`);
  }

  /** Something is due. */
  hasDue(webhookId: string, lane: QueueLane, now: number): boolean {
    const entry = this.entries.get(`${webhookId}/${lane}`);
    return entry !== undefined && entry.dueAt <= now;
  }

  /** Something is due, of whatever webhook. */
  anyDue(now: number): boolean {
    for (const entry of this.entries.values()) if (entry.dueAt <= now) return true;
    return false;
  }

  all(): Iterable<ReadyEntry> {
    return this.entries.values();
  }

  /**
   * Entries that are due and accepted, at most `count`, going on where the last call ended: with more webhooks than
   * one claim can name, each has its turn.
   */
  due(now: number, count: number, accept: (entry: ReadyEntry) => boolean): ReadyEntry[] {
    const all = [...this.entries.values()];
    const found: ReadyEntry[] = [];
    const start = all.length === 0 ? 0 : this.cursor % all.length;
    let looked = 0;
    while (looked < all.length && found.length < count) {
      const entry = all[(start + looked) % all.length];
      looked++;
      if (entry !== undefined && entry.dueAt <= now && accept(entry)) found.push(entry);
    }
    this.cursor = start + looked;
    return found;
  }

  /** The earliest moment in the future at which something is due; null: none is known. */
  nextDue(now: number, accept: (entry: ReadyEntry) => boolean): number | null {
    let next: number | null = null;
    for (const entry of this.entries.values()) {
      if (entry.dueAt > now && (next === null || entry.dueAt < next) && accept(entry)) next = entry.dueAt;
    }
    return next;
  }

  private put(webhookId: string, lane: QueueLane, dueAt: number, known?: ReadyEntry): void {
    this.entries.set(`${webhookId}/${lane}`, {
      webhookId,
      lane,
      dueAt,
      low: known?.low ?? 0,
      fullPassAt: known?.fullPassAt ?? 0,
    });
  }
}
