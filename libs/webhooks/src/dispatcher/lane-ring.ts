import type { WorkLane } from './work-item.js';

/**
 * Lanes with something to start, in turns. A lane is in here once, marked by `inRing`; it may also be set aside, still
 * marked, until somebody has made room for it.
 */
export class LaneRing {
  private lanes: WorkLane[] = [];
  private head = 0;
  private readonly aside = new Set<WorkLane>();

  /** Whose turn it is. */
  get first(): WorkLane | undefined {
    return this.lanes[this.head];
  }

  /** To the end, when it can start something and is not in here. */
  offer(lane: WorkLane): void {
    if (lane.inRing || !lane.canStart()) return;
    lane.inRing = true;
    this.lanes.push(lane);
  }

  /** Takes the first one out. It stays marked: the caller decides what becomes of it. */
  shift(): void {
    this.head++;
    if (this.head <= 512) return;
    this.lanes = this.lanes.slice(this.head);
    this.head = 0;
  }

  /** The lane that was taken out waits for room. */
  block(lane: WorkLane): void {
    this.aside.add(lane);
  }

  /** There may be room for this one. */
  unblock(lane: WorkLane): void {
    if (!this.aside.delete(lane)) return;
    lane.inRing = false;
    this.offer(lane);
  }

  /** There may be room for the one that has waited longest. */
  unblockOne(): void {
    const lane = this.aside.values().next().value;
    if (lane !== undefined) this.unblock(lane);
  }

  unblockAll(): void {
    for (const lane of [...this.aside]) this.unblock(lane);
  }

  /** It is gone for good. */
  forget(lane: WorkLane): void {
    this.aside.delete(lane);
  }
}
