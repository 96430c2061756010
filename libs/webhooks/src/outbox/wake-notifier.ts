import type { Queryable } from '@posthorn/database';

/** At most one NOTIFY per process in this time, milliseconds. */
export const NOTIFY_INTERVAL = 20;

/** The channel of a schema: two installations in one database do not wake each other. */
export function wakeChannel(schema: string): string {
  return `${schema}_wake`;
}

/**
 * Tells other processes that something was committed. On a connection of its own and after the commit: a NOTIFY
 * inside the business transaction costs up to 97 % of the commits. One that is lost costs a poll interval.
 */
export class WakeNotifier {
  private timer: NodeJS.Timeout | undefined;
  private again = false;
  private closed = false;
  private sending: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Queryable,
    private readonly channel: string,
    /** What may have come: `events` in the outbox, or `everything`. */
    private readonly payload: 'events' | 'everything' = 'events',
  ) {}

  /** Never throws. The first call sends at once, calls within the next 20 ms send one more at their end. */
  notify(): void {
    if (this.closed) return;
    if (this.timer !== undefined) {
      this.again = true;
      return;
    }
    this.timer = setTimeout(() => this.next(), NOTIFY_INTERVAL);
    this.timer.unref();
    this.send();
  }

  /**
   * Sends what has waited for its 20 ms. Resolves when nothing is on its way any more: a borrowed pool is the host's to
   * end then.
   */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    // Otherwise the last commits of a process that ends would be found by a poll.
    if (this.again) this.send();
    this.again = false;
    await this.sending;
  }

  private next(): void {
    this.timer = undefined;
    if (!this.again) return;
    this.again = false;
    this.notify();
  }

  private send(): void {
    const sent = this.database.query('select pg_notify($1, $2)', [this.channel, this.payload]).catch(() => undefined);
    this.sending = Promise.all([this.sending, sent]).then(() => undefined);
  }
}
