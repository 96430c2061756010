import { fromPg, type Database } from '@posthorn/database';
import {
  formatId,
  loadEngineStatements,
  OutboxWriter,
  uuidV7,
  WakeNotifier,
  wakeChannel,
} from '@posthorn/webhooks/engine';
import type pg from 'pg';
import { EVENT_TYPE, PROJECT } from './shared.js';

export interface Order {
  /** Bytes added to the payload. */
  readonly padding?: number;
  /** Put into the payload. */
  readonly mark?: string;
  /** Milliseconds for which the transaction stays open before its commit. */
  readonly hold?: number;
  /** The transaction stays open for so long, in place of `hold`. */
  readonly until?: Promise<void>;
  readonly end?: 'commit' | 'rollback';
  readonly beforeCommit?: () => void;
  readonly afterCommit?: () => void;
}

/** What the host does: a business row and its event in one transaction. */
export class OrderPublisher {
  private readonly database: Database;
  private readonly notifier: WakeNotifier;
  private readonly writer: OutboxWriter;

  /** @param notify sends NOTIFY after commits; without it the poll has to find them */
  constructor(
    private readonly pool: pg.Pool,
    notify: boolean,
  ) {
    this.database = fromPg(pool);
    this.notifier = new WakeNotifier(this.database, wakeChannel('posthorn'));
    this.writer = new OutboxWriter({
      database: this.database,
      statements: loadEngineStatements('posthorn'),
      onCommitted: () => {
        if (notify) this.notifier.notify();
      },
    });
  }

  /** @returns the order's id once its commit was acknowledged; rejects when it was not */
  async publish(order: Order = {}): Promise<string> {
    const id = uuidV7();
    const client = await this.pool.connect();
    // A server that goes away tells the connection before it tells the query.
    const ignore = (): void => undefined;
    client.on('error', ignore);
    let failed = true;
    try {
      const isHeld = (order.hold ?? 0) > 0;
      await client.query('begin');
      await client.query('insert into orders (id, held) values ($1, $2)', [id, isHeld]);
      const data = JSON.stringify({ order: id, mark: order.mark ?? '', padding: 'x'.repeat(order.padding ?? 0) });
      const event = {
        id: formatId('evt', uuidV7()),
        projectId: PROJECT,
        type: EVENT_TYPE,
        version: 1,
        occurredAt: new Date(),
        data,
      };
      await this.writer.store(this.database.join(client), [event]);
      if (isHeld || order.until !== undefined) {
        await (order.until ?? new Promise((resolve) => setTimeout(resolve, order.hold)));
        // When its event may go out, at the earliest.
        await client.query('update orders set committed_at = clock_timestamp() where id = $1', [id]);
      }
      order.beforeCommit?.();
      await client.query(order.end ?? 'commit');
      order.afterCommit?.();
      failed = false;
      return id;
    } finally {
      client.off('error', ignore);
      client.release(failed);
    }
  }

  /** The pool is whose it was to end then. */
  close(): Promise<void> {
    return this.notifier.close();
  }
}
