import { DatabaseError } from '../database.errors.js';
import type { JoinedTransaction, QueryResult } from '../database.js';
import { drizzleTransactions } from '../drizzle/drizzle-handles.js';
import { kyselyTransactions } from '../kysely/kysely-handles.js';
import { isPool, isStatusClient, onTransactionEnd, queryPg, type StatusClient } from '../pg/pg-client.js';
import { prismaTransactions } from '../prisma/prisma-handles.js';
import { isDataSource, isEntityManager, isQueryRunner, joinQueryRunner } from '../typeorm/typeorm-handles.js';
import type { EndPoller } from './end-poller.js';
import type { RawQuery, TransactionKind } from './transaction-kind.js';

/** What to pass, for the error message; each adapter names its own client's object first. */
export type Hint = string;

const refuse = (what: string, hint: Hint): DatabaseError =>
  new DatabaseError('not_in_transaction', `${what} Nothing was stored. ${hint}`);

/** Refuses a connection that says itself that it is not in a (healthy) transaction. */
export function checkStatus(client: StatusClient, hint: Hint): void {
  const status = client.getTransactionStatus();
  if (status === 'T') return;
  if (status === 'E') {
    throw refuse(
      'The transaction has failed already: a statement before this one had an error, so it can only roll back.',
      hint,
    );
  }
  throw refuse('The pg client is not in a transaction: BEGIN was not awaited, or COMMIT or ROLLBACK has run.', hint);
}

/** Rows of a raw handle: `{ rows, rowCount }` as pg gives, or the bare array of other clients. */
export function normalise<Row>(result: unknown): QueryResult<Row> {
  if (Array.isArray(result)) return { rows: result as Row[], rowCount: result.length };
  if (typeof result === 'object' && result !== null && 'rows' in result && Array.isArray(result.rows)) {
    const count = (result as { rowCount?: unknown }).rowCount;
    return { rows: result.rows as Row[], rowCount: typeof count === 'number' ? count : result.rows.length };
  }
  throw new DatabaseError(
    'unsupported_client',
    'The query method of the transaction that was passed must answer { rows } or an array of rows.',
  );
}

const KINDS: readonly TransactionKind[] = [prismaTransactions, drizzleTransactions, kyselyTransactions];

/** Joins a transaction by statements that are sent through it, and by the connection below where it can be seen. */
function joinBy(query: RawQuery, connection: unknown, poller: EndPoller, hint: Hint): JoinedTransaction {
  const client = isStatusClient(connection) ? connection : undefined;
  if (client !== undefined) checkStatus(client, hint);
  return {
    query: async <Row>(text: string, values?: readonly unknown[]) => normalise<Row>(await query(text, values)),
    onEnd: (xid, callback) => {
      if (client === undefined || !onTransactionEnd(client, callback)) poller.watch(xid, callback);
    },
  };
}

/**
 * Joins a transaction of any client that the port knows. Whether it is one is proven as far as its object can tell;
 * the rest is proven with the insert (see `insertInTransaction`).
 * @throws DatabaseError `not_in_transaction`, `unsupported_client`
 */
export function joinTransaction(tx: unknown, poller: EndPoller, hint: Hint): JoinedTransaction {
  if (typeof tx !== 'object' || tx === null) {
    throw refuse(`A transaction is needed, and ${tx === null ? 'null' : typeof tx} was passed.`, hint);
  }
  if (isPool(tx)) throw refuse('A pool is no transaction: each of its queries may run on another connection.', hint);
  if (isStatusClient(tx)) {
    checkStatus(tx, hint);
    return {
      query: (text, values) => queryPg(tx, text, values),
      onEnd: (xid, callback) => {
        if (!onTransactionEnd(tx, callback)) poller.watch(xid, callback);
      },
    };
  }
  if (isDataSource(tx))
    throw refuse('A DataSource is no transaction: each of its queries may run on another connection.', hint);
  if (isEntityManager(tx)) {
    if (tx.queryRunner === undefined) {
      throw refuse('This EntityManager belongs to no transaction (dataSource.manager never does).', hint);
    }
    return joinQueryRunner(tx.queryRunner, poller, hint, refuse);
  }
  if (isQueryRunner(tx)) return joinQueryRunner(tx, poller, hint, refuse);
  const kind = KINDS.find((candidate) => candidate.recognises(tx));
  if (kind !== undefined) {
    const objection = kind.objection(tx);
    if (objection !== undefined) throw refuse(objection, hint);
    return joinBy(kind.query(tx), kind.connection?.(tx), poller, hint);
  }
  const query = (tx as { query?: unknown }).query;
  if (typeof query !== 'function') {
    throw new DatabaseError(
      'unsupported_client',
      `The object that was passed as the transaction has no query(sql, params). Nothing was stored. ${hint}`,
    );
  }
  const send = query.bind(tx) as (text: string, values?: readonly unknown[]) => unknown;
  const raw: RawQuery = async (text, values) => (values === undefined ? send(text) : send(text, [...values]));
  return joinBy(raw, undefined, poller, hint);
}
