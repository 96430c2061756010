/** First in, first out, without moving the rest at every take. The newest can be taken back from the end. */
export class ItemQueue<Item> {
  /** Nothing is kept of what was taken: a thousand queues that each kept a few hundred items were 200 MiB. */
  private items: (Item | undefined)[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  push(item: Item): void {
    this.items.push(item);
  }

  shift(): Item | undefined {
    const item = this.items[this.head];
    if (item === undefined) return undefined;
    this.items[this.head++] = undefined;
    if (this.head === this.items.length) {
      this.items = [];
      this.head = 0;
    } else if (this.head > 512 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }

  /** Takes the newest, at most so many. */
  takeNewest(count: number): Item[] {
    if (count <= 0) return [];
    return this.items.splice(Math.max(this.head, this.items.length - count)).filter((item) => item !== undefined);
  }

  /** How many the condition is true of. */
  count(condition: (item: Item) => boolean): number {
    let count = 0;
    for (let index = this.head; index < this.items.length; index++) {
      const item = this.items[index];
      if (item !== undefined && condition(item)) count++;
    }
    return count;
  }

  /** Takes everything that the condition is true of. */
  takeWhere(condition: (item: Item) => boolean): Item[] {
    const taken: Item[] = [];
    const kept: Item[] = [];
    for (const item of this.head === 0 ? this.items : this.items.slice(this.head)) {
      if (item !== undefined) (condition(item) ? taken : kept).push(item);
    }
    if (taken.length > 0) {
      this.items = kept;
      this.head = 0;
    }
    return taken;
  }
}
