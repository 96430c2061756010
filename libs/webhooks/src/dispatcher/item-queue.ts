import type { WorkItem } from './work-item.js';

/** First in, first out, without moving the rest at every take. The newest can be taken back from the end. */
export class ItemQueue {
  private items: WorkItem[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  push(item: WorkItem): void {
    this.items.push(item);
  }

  shift(): WorkItem | undefined {
    const item = this.items[this.head];
    if (item === undefined) return undefined;
    this.head++;
    if (this.head > 512 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }

  /** Takes the newest, at most so many. */
  takeNewest(count: number): WorkItem[] {
    return count <= 0 ? [] : this.items.splice(Math.max(this.head, this.items.length - count));
  }

  /** Takes everything that the condition is true of. */
  takeWhere(condition: (item: WorkItem) => boolean): WorkItem[] {
    const taken: WorkItem[] = [];
    const kept: WorkItem[] = [];
    for (const item of this.head === 0 ? this.items : this.items.slice(this.head)) {
      (condition(item) ? taken : kept).push(item);
    }
    if (taken.length > 0) {
      this.items = kept;
      this.head = 0;
    }
    return taken;
  }
}
