import { insertInTransaction, type ProvenRow } from '@posthorn/database';
import { inboxStatements, type InboxStatements } from './inbox-statements.js';
import { InboxOptions, type InboxConfiguration } from './inbox.options.js';
import { PgReplayStore } from './pg-replay-store.js';
import { withTable } from './with-table.js';

/** A message, as far as duplicates are told by it. */
export interface InboxMessage {
  readonly id: string;
}

/** `processed: false`: the message was worked on before, and `work` was not called. */
export type InboxResult<Result> = { readonly processed: true; readonly result: Result } | { readonly processed: false };

/** One message in front of the inbox. */
export interface InboxEntry {
  /**
   * Runs `work` inside the caller's transaction unless the message was worked on before. Both are written by that
   * transaction: what is committed is never done twice, what is rolled back can be done again. When two transactions take
   * the same message, the second waits for the first.
   * @param tx the transaction of the host's client, as `bus.publish` takes it
   * @throws DatabaseError `not_in_transaction`; ReceiverError `inbox_missing`; what `work` throws
   */
  processInTransaction<Result>(tx: unknown, work: () => Promise<Result> | Result): Promise<InboxResult<Result>>;
}

/**
 * Remembers in PostgreSQL which messages were worked on, in the same transaction as the work. That makes of delivery at
 * least once an effect exactly once, as far as the effect is in that database.
 */
export class Inbox {
  private readonly options: InboxOptions;
  private readonly statements: InboxStatements;

  /** @throws DatabaseError `invalid_identifier` */
  constructor(configuration: InboxConfiguration) {
    const given = Object.entries(configuration as unknown as Record<string, unknown>);
    const defined = Object.fromEntries(given.filter(([, value]) => value !== undefined));
    this.options = Object.assign(new InboxOptions(), defined);
    this.statements = inboxStatements(this.options.schema);
  }

  /** Makes the table, if it is not there: at boot, or by `inboxSql` in a migration of the host. */
  async createTable(): Promise<void> {
    await this.options.database.transaction(async (tx) => {
      // Two processes that start at once would both find no table, and one of them fail.
      await tx.query(`select 1 as locked from pg_advisory_xact_lock(hashtext('posthorn:webhook_inbox'))`);
      await tx.query(this.statements.createInbox);
      await tx.query(this.statements.createInboxIndex);
    });
  }

  /** The message in front of the inbox: `inbox.for(webhook).processInTransaction(tx, work)`. */
  for(message: InboxMessage): InboxEntry {
    return {
      processInTransaction: async (tx, work) => {
        const { database, source, schema } = this.options;
        const values = [source, message.id];
        const { rows } = await withTable(schema, () =>
          insertInTransaction<ProvenRow & { readonly taken: number }>(
            database.join(tx),
            this.statements.takeMessage,
            values,
          ),
        );
        return rows[0]?.taken === 1 ? { processed: true, result: await work() } : { processed: false };
      },
    };
  }

  /** A store for `createReceiver({ replays })` in the same table: for work that is not in this database. */
  replayStore(): PgReplayStore {
    return new PgReplayStore(this.options, this.statements);
  }

  /** Forgets what is older than `keepSeconds`: call it once a day. @returns how many messages */
  async prune(): Promise<number> {
    const { database, keepSeconds, schema } = this.options;
    return (await withTable(schema, () => database.query(this.statements.forgetMessages, [keepSeconds]))).rowCount;
  }
}

/** An inbox in the host's database. @throws DatabaseError `invalid_identifier` */
export function createInbox(configuration: InboxConfiguration): Inbox {
  return new Inbox(configuration);
}
