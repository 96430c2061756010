import { setMaxListeners } from 'node:events';

/** Claimed work of this process, fenced by a random token. */
export class Lease {
  /** Outcomes that are not stored yet, running attempts included. */
  open = 0;
  /** Of those, in a write that is going on. */
  writing = 0;
  /** Gone: taken over, or not renewed in time. What it still brings is refused. */
  lost = false;
  /** Its row is deleted, or about to be. */
  ended = false;
  private controller: AbortController | undefined;

  /**
   * @param token as the claim returned it
   * @param deadline when it ends unless it is renewed, by this process's monotonic clock, milliseconds
   */
  constructor(
    readonly token: string,
    public deadline: number,
  ) {}

  /** Ends every request under this lease. One signal for all of them: one per request costs a microsecond each. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      setMaxListeners(0, this.controller.signal);
      if (this.lost) this.controller.abort();
    }
    return this.controller.signal;
  }

  abort(): void {
    if (!this.signal.aborted) this.controller?.abort();
  }

  lose(): void {
    this.lost = true;
    this.controller?.abort();
  }
}
