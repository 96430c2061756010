/** How many attempts a process ends per second, over about the last half second. */
export class Pace {
  private ended = 0;
  private perSecond = 0;

  /** @param at monotonic milliseconds, here and below */
  constructor(private at: number) {}

  count(): void {
    this.ended++;
  }

  /** To be called every tick. */
  tick(now: number): void {
    const seconds = Math.max(0.001, (now - this.at) / 1000);
    this.perSecond = this.perSecond * 0.7 + (this.ended / seconds) * 0.3;
    this.at = now;
    this.ended = 0;
  }

  /** What is ended in so many milliseconds. */
  in(milliseconds: number): number {
    return Math.floor((this.perSecond * milliseconds) / 1000);
  }
}
