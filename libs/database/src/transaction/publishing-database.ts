import { DatabaseError } from '../database.errors.js';
import type { Database, JoinedTransaction, Queryable, QueryResult } from '../database.js';
import { EndPoller } from './end-poller.js';
import { joinTransaction, normalise } from './join-transaction.js';
import type { RawQuery } from './transaction-kind.js';

export interface PublishingDatabaseOptions {
  /** `Database.client`. */
  readonly client: string;
  /** What to pass to `join`. */
  readonly hint: string;
  /** Statements outside of any transaction. */
  readonly query: RawQuery;
  /** A transaction of the client: commits when `work` resolves and rolls back when it rejects. */
  readonly transaction: (work: (query: RawQuery) => Promise<void>) => Promise<unknown>;
}

/**
 * The port on a client without a pool: enough to publish in the host's transactions. Values come back as the client
 * gives them and several statements in one text may be refused, so relay, dispatcher and API need a pool.
 */
export class PublishingDatabase implements Database {
  readonly publishOnly = true;
  readonly client: string;
  private readonly poller = new EndPoller(this, () => false);

  constructor(private readonly options: PublishingDatabaseOptions) {
    this.client = options.client;
  }

  async query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>> {
    return normalise<Row>(await this.options.query(text, values));
  }

  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const results: T[] = [];
    await this.options.transaction(async (query) => {
      await query('set transaction isolation level read committed');
      results.push(await work({ query: async (text, values) => normalise(await query(text, values)) }));
      await query('select 1').catch((cause: unknown) => {
        if ((cause as { code?: unknown } | null)?.code !== '25P02') throw cause;
        throw new DatabaseError(
          'rolled_back',
          'The transaction is rolled back, because one of its statements had failed and was not thrown.',
          { cause },
        );
      });
    });
    return results[0] as T;
  }

  join(tx: unknown): JoinedTransaction {
    return joinTransaction(tx, this.poller, this.options.hint);
  }
}

/** True when the adapter was made without a pool: relay, dispatcher and API cannot run on it. */
export const isPublishOnly = (database: Database): boolean =>
  (database as { publishOnly?: unknown }).publishOnly === true;
