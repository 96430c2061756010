import type { WorkItem } from './work-item.js';

/** Length of a tick, milliseconds. */
export const TICK = 100;

/**
 * The attempts that are open now. The fast ones take the slots of this process; one that is slow to answer gives its
 * slot up. Ages are counted in ticks: a stalled event loop makes nobody slow.
 */
export class OpenAttempts {
  private readonly fast = new Set<WorkItem>();
  private readonly slow = new Set<WorkItem>();
  private ticks = 0;

  get size(): number {
    return this.fast.size + this.slow.size;
  }

  /** Slots in use. */
  get slots(): number {
    return this.fast.size;
  }

  /** Oldest first within each speed. */
  *[Symbol.iterator](): Iterator<WorkItem> {
    yield* this.slow;
    yield* this.fast;
  }

  begin(item: WorkItem, isSlow: boolean): void {
    item.startedTick = this.ticks;
    item.slow = isSlow;
    (isSlow ? this.slow : this.fast).add(item);
  }

  end(item: WorkItem): void {
    (item.slow ? this.slow : this.fast).delete(item);
  }

  /** To be called every `TICK`. @param openFor an attempt that is open for so long is slow, milliseconds */
  tick(openFor: number): void {
    this.ticks++;
    for (const item of this.fast) {
      if (this.age(item) < openFor) break;
      this.fast.delete(item);
      this.slow.add(item);
      item.slow = true;
    }
    for (const item of this.slow) item.lane.oldestOpen = Math.max(item.lane.oldestOpen, this.age(item));
  }

  /** At least so old, milliseconds. */
  age(item: WorkItem): number {
    return (this.ticks - item.startedTick - 1) * TICK;
  }

  /** At most so old, milliseconds. */
  mostAge(item: WorkItem): number {
    return this.age(item) + 2 * TICK;
  }
}
