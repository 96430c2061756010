import type { Pool, PoolClient } from 'pg';
import { DatabaseError, clientCall } from '../database.errors.js';
import type { Database, JoinedTransaction, Listening, ListenHandlers, Queryable, QueryResult } from '../database.js';
import { PgListener } from '../listen/pg-listener.js';
import { EndPoller } from '../transaction/end-poller.js';
import { joinTransaction } from '../transaction/join-transaction.js';
import { onTransactionEnd, queryPg } from './pg-client.js';

const guarded = new WeakSet<Pool>();

/** An idle connection that breaks makes the pool emit `error`, which ends the process when nobody listens. */
function guard(pool: Pool): Pool {
  if (!guarded.has(pool)) {
    guarded.add(pool);
    pool.on('error', ignore);
  }
  return pool;
}

const ignore = (): void => undefined;

/** Connections of the transactions that the port has begun itself: their end is seen, and nobody has to ask for it. */
const ownConnections = new WeakMap<object, PoolClient>();

export interface PgDatabaseOptions {
  /** `Database.client`. */
  readonly client: string;
  /** The host's pool of this moment. Throws DatabaseError `unavailable` while there is none. */
  readonly pool: () => Pool;
  /** What to pass to `join`. */
  readonly hint: string;
  readonly listen?: { readonly listenUrl?: string; readonly listenProbe?: { every: number; timeout: number } };
}

/** The port on a `pg` pool that belongs to the host. Nothing is created, named or set on it. */
export class PgDatabase implements Database {
  readonly client: string;
  private readonly poller: EndPoller;

  constructor(private readonly options: PgDatabaseOptions) {
    this.client = options.client;
    this.poller = new EndPoller(this, () => this.isClosed());
  }

  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>> {
    return clientCall(() => queryPg<Row>(this.pool(), text, values));
  }

  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const client = await clientCall(() => this.pool().connect());
    // While it is checked out the pool does not listen for its errors; the failing query reports them.
    client.on('error', ignore);
    let clean = true;
    try {
      return await runTransaction(client, work);
    } catch (error) {
      clean = await rollback(client);
      throw error;
    } finally {
      client.off('error', ignore);
      client.release(!clean);
    }
  }

  join(tx: unknown): JoinedTransaction {
    if (isQueryable(tx)) {
      const connection = ownConnections.get(tx);
      if (connection !== undefined) return this.joinOwn(tx, connection);
    }
    return joinTransaction(tx, this.poller, this.options.hint);
  }

  listen(channel: string, handlers: ListenHandlers): Promise<Listening> {
    const { listenUrl, listenProbe } = this.options.listen ?? {};
    return PgListener.open({ pool: () => this.pool(), url: listenUrl, probe: listenProbe, channel, handlers });
  }

  private joinOwn(tx: Queryable, connection: PoolClient): JoinedTransaction {
    return {
      query: (text, values) => tx.query(text, values),
      onEnd: (xid, callback) => {
        if (!onTransactionEnd(connection, callback)) this.poller.watch(xid, callback);
      },
    };
  }

  private pool(): Pool {
    return guard(this.options.pool());
  }

  private isClosed(): boolean {
    try {
      const pool = this.options.pool() as { ending?: boolean; ended?: boolean };
      return pool.ending === true || pool.ended === true;
    } catch {
      return true;
    }
  }
}

const isQueryable = (tx: unknown): tx is Queryable => typeof tx === 'object' && tx !== null && 'query' in tx;

async function runTransaction<T>(client: PoolClient, work: (tx: Queryable) => Promise<T>): Promise<T> {
  const run = <Row>(text: string, values?: readonly unknown[]) => clientCall(() => queryPg<Row>(client, text, values));
  await run('begin isolation level read committed');
  let over = false;
  const tx: Queryable = {
    query: async (text, values) => {
      if (!over) return run(text, values);
      throw new DatabaseError(
        'transaction_over',
        'The transaction has ended: await every query before the work returns.',
      );
    },
  };
  ownConnections.set(tx, client);
  let result: T;
  try {
    result = await work(tx);
  } finally {
    over = true;
    ownConnections.delete(tx);
  }
  const { command } = await clientCall(() => client.query('commit'));
  // PostgreSQL answers COMMIT of a failed transaction with a rollback and no error.
  if (command === 'ROLLBACK') {
    throw new DatabaseError(
      'rolled_back',
      'The transaction was rolled back at its commit, because one of its statements had failed and was not thrown.',
    );
  }
  return result;
}

/** True when the connection is clean again and may go back to the pool. */
async function rollback(client: PoolClient): Promise<boolean> {
  try {
    await client.query('rollback');
    return true;
  } catch {
    return false;
  }
}
