import type { Queryable } from '../database.js';
import { callSafely } from '../pg/pg-client.js';

/** Waits between two looks at the same transaction, in milliseconds; the last one repeats. */
const WAITS_MS = [2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** What is due within this time was asked for in time. */
const TOGETHER_MS = 2;

interface Watched {
  readonly xid: string;
  readonly callback: () => void;
  step: number;
  dueAt: number;
}

/**
 * Learns the end of transactions whose connection it cannot see, by asking `pg_xact_status`. One statement asks for
 * all, whether they are due or not, so that who committed before another is not called back after it; nothing runs while
 * nothing is watched; its timer keeps no process alive.
 *
 * `pg_xact_status` says `committed` only when the transaction has left the list of running ones, so its rows are
 * visible to whoever is called back.
 */
export class EndPoller {
  private readonly watched = new Set<Watched>();
  private timer: NodeJS.Timeout | undefined;
  private asking = false;

  /** @param isClosed true once the pool has ended: then everything watched is forgotten */
  constructor(
    private readonly database: Queryable,
    private readonly isClosed: () => boolean,
  ) {}

  /** @param xid `pg_current_xact_id()::text` */
  watch(xid: string, callback: () => void): void {
    this.watched.add({ xid, callback, step: 0, dueAt: Date.now() + (WAITS_MS[0] ?? 0) });
    this.schedule();
  }

  private schedule(): void {
    clearTimeout(this.timer);
    if (this.asking || this.watched.size === 0) return;
    const next = Math.min(...[...this.watched].map(({ dueAt }) => dueAt));
    this.timer = setTimeout(() => void this.ask(), Math.max(0, next - Date.now()));
    this.timer.unref();
  }

  private async ask(): Promise<void> {
    if (this.isClosed()) {
      this.watched.clear();
      return;
    }
    const now = Date.now() + TOGETHER_MS;
    const asked = [...this.watched];
    this.asking = true;
    const running = await this.stillRunning(asked.map(({ xid }) => xid));
    this.asking = false;
    for (const entry of asked) {
      if (running !== null && !running.has(entry.xid)) {
        this.watched.delete(entry);
        callSafely(entry.callback);
      } else if (entry.dueAt <= now) {
        entry.step = Math.min(entry.step + 1, WAITS_MS.length - 1);
        entry.dueAt = Date.now() + (WAITS_MS[entry.step] ?? 0);
      }
    }
    this.schedule();
  }

  /** Those of the transactions that have not ended; null when the database cannot say now. */
  private async stillRunning(xids: readonly string[]): Promise<ReadonlySet<string> | null> {
    try {
      const { rows } = await this.database.query<{ xid: string }>(
        `select xid from unnest($1::text[]) as xid where pg_xact_status(xid::xid8) = 'in progress'`,
        [[...new Set(xids)]],
      );
      return new Set(rows.map(({ xid }) => xid));
    } catch {
      return null;
    }
  }
}
