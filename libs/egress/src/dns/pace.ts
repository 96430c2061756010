/** Young lookups at a time: two queries each, well below the 250 that a socket's receive buffer was seen to take. */
const YOUNG = 64;
/** After this time without an answer a lookup no longer counts, in milliseconds: a silent name must not hold up others. */
const YOUTH_MS = 50;

/**
 * Spreads lookups that come all at once. A burst of queries overflows the receive buffer of the name server's socket, or
 * our own with the answers, and what is lost is asked again only after seconds: of 1,000 cold names at once 402 were not
 * found after 3.4 s; spread like this, all were, in the time that connecting to 1,000 addresses takes anyway.
 */
export class Pace {
  private young = 0;
  private readonly waiting: (() => void)[] = [];

  /** Waits for a turn and gives what to call when the lookup has ended. */
  async begin(): Promise<() => void> {
    if (this.young >= YOUNG) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.young += 1;
    let counts = true;
    const grownUp = (): void => {
      if (!counts) return;
      counts = false;
      clearTimeout(timer);
      this.next();
    };
    const timer = setTimeout(grownUp, YOUTH_MS);
    return grownUp;
  }

  /** Lets everybody begin who waits. */
  end(): void {
    for (const begin of this.waiting.splice(0)) {
      this.young += 1;
      begin();
    }
  }

  /** Hands the place of one that no longer counts to the next. */
  private next(): void {
    const begin = this.waiting.shift();
    if (begin === undefined) this.young -= 1;
    else begin();
  }
}
