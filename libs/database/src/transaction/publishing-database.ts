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
  /** How to get the rest: `fromPrisma({ client, pool })`. */
  readonly withPool: string;
  /** Statements outside of any transaction. */
  readonly query: RawQuery;
}

/**
 * The port on a client without a pool: enough to publish in the host's transactions. Values come back as the client
 * gives them, so nothing but what publishing itself asks may run here; relay, dispatcher and API need a pool.
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

  transaction<T>(_work: (tx: Queryable) => Promise<T>): Promise<T> {
    return Promise.reject(
      new DatabaseError(
        'unsupported_client',
        `Without a pool this process can publish, and nothing else. Give it one: ${this.options.withPool}.`,
      ),
    );
  }

  join(tx: unknown): JoinedTransaction {
    return joinTransaction(tx, this.poller, this.options.hint);
  }
}

/** True when the adapter was made without a pool: relay, dispatcher and API cannot run on it. */
export const isPublishOnly = (database: Database): boolean =>
  (database as { publishOnly?: unknown }).publishOnly === true;
