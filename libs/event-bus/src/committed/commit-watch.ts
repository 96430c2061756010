import { AsyncResource } from 'node:async_hooks';
import type { EventEnvelope, StoreReceipt, TransactionHandle } from '../envelope.js';
import type { StoredBatch } from '../publish/publish-run.js';

export interface CommitWatchOptions {
  /** Milliseconds in which ended transactions are gathered for one question. */
  readonly window: () => number;
  readonly onCommitted: (event: EventEnvelope) => void;
  readonly onFailure: (error: unknown) => void;
}

interface Pending {
  readonly confirm: StoreReceipt['confirm'];
  readonly events: EventEnvelope[];
}

/** Ids in one question: bounded, since a burst may end in one window. */
const MAX_IDS = 1000;

/** Milliseconds that later transactions wait for the answer of earlier ones: a connection may hang for minutes. */
const PATIENCE_MS = 5_000;

/**
 * Finds out which published events exist once their transactions have ended (RULES 2). A commit that was seen is not
 * enough: after ROLLBACK TO SAVEPOINT the transaction commits and the row is gone, so the store is asked by id.
 *
 * One question at a time: two on two connections are answered in any order, and an event would be shown before one whose
 * transaction ended earlier. What ends in the meantime goes into the next one.
 */
export class CommitWatch {
  private readonly pending = new Map<object, Pending>();
  // Listeners run in the context of the application's start: that of a publisher belongs to a request that is over,
  // and a context that carries "the current transaction" would hand them one that has ended.
  private readonly context = new AsyncResource('posthorn.committed');
  private timer: NodeJS.Timeout | undefined;
  private asking = false;
  private closed = false;

  constructor(private readonly options: CommitWatchOptions) {}

  watch(transaction: TransactionHandle, { store, receipt }: StoredBatch, events: readonly EventEnvelope[]): void {
    if (events.length === 0) return;
    transaction.onEnd(receipt.xid, () => {
      const pending = this.pending.get(store) ?? { confirm: (ids) => receipt.confirm(ids), events: [] };
      pending.events.push(...events);
      this.pending.set(store, pending);
      this.schedule();
    });
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.pending.clear();
  }

  private schedule(): void {
    if (this.timer !== undefined || this.asking || this.closed || this.pending.size === 0) return;
    this.context.runInAsyncScope(() => {
      this.timer = setTimeout(() => void this.ask(), this.options.window());
      this.timer.unref();
    });
  }

  private async ask(): Promise<void> {
    this.timer = undefined;
    const gathered = [...this.pending.values()];
    this.pending.clear();
    this.asking = true;
    await answeredOrLate(Promise.all(gathered.map((pending) => this.settle(pending))));
    this.asking = false;
    this.schedule();
  }

  private async settle({ confirm, events }: Pending): Promise<void> {
    for (let start = 0; start < events.length; start += MAX_IDS) {
      const some = events.slice(start, start + MAX_IDS);
      try {
        const exist = await confirm(some.map(({ id }) => id));
        if (this.closed) return;
        for (const event of some) {
          if (exist.has(event.id)) this.options.onCommitted(event);
        }
      } catch (error) {
        this.options.onFailure(error);
      }
    }
  }
}

/** Resolves with the answers, or after `PATIENCE_MS` without them: then they are shown when they come. */
async function answeredOrLate(answers: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS).unref();
  });
  await Promise.race([answers, late]);
  clearTimeout(timer);
}
