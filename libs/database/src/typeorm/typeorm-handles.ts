import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { DatabaseError } from '../database.errors.js';
import type { JoinedTransaction } from '../database.js';
import { isStatusClient, onTransactionEnd } from '../pg/pg-client.js';
import type { EndPoller } from '../transaction/end-poller.js';

// TypeORM marks its classes with registered symbols, which also hold when a second copy of it is installed.
const hasMark = (value: object, name: string): boolean =>
  (value as { '@instanceof'?: unknown })['@instanceof'] === Symbol.for(name);

export const isDataSource = (value: object): value is DataSource =>
  hasMark(value, 'DataSource') || ('isInitialized' in value && 'createQueryRunner' in value);

export const isEntityManager = (value: object): value is EntityManager =>
  hasMark(value, 'EntityManager') || ('createQueryBuilder' in value && 'transaction' in value && 'connection' in value);

export const isQueryRunner = (value: object): value is QueryRunner =>
  'isTransactionActive' in value && 'startTransaction' in value && 'query' in value;

/** The pg client that a connected query runner holds; it is no part of TypeORM's typed interface. */
function connectionOf(queryRunner: QueryRunner): object | undefined {
  const connection = (queryRunner as { databaseConnection?: unknown }).databaseConnection;
  return typeof connection === 'object' && connection !== null ? connection : undefined;
}

/** Joins the transaction of a query runner; `refuse` makes the error. */
export function joinQueryRunner(
  queryRunner: QueryRunner,
  poller: EndPoller,
  hint: string,
  refuse: (what: string, hint: string) => DatabaseError,
): JoinedTransaction {
  if (queryRunner.isReleased) throw refuse('The QueryRunner has been released.', hint);
  if (!queryRunner.isTransactionActive)
    throw refuse('The QueryRunner (or EntityManager) is not in a transaction.', hint);
  const client = connectionOf(queryRunner);
  if (isStatusClient(client)) {
    // isTransactionActive stays true after a COMMIT or ROLLBACK that was sent as text.
    const status = client.getTransactionStatus();
    if (status === 'I')
      throw refuse('The transaction of this QueryRunner has ended: COMMIT or ROLLBACK was sent as text.', hint);
    if (status === 'E') throw refuse('The transaction has failed already, so it can only roll back.', hint);
  }
  return {
    query: async <Row>(text: string, values?: readonly unknown[]) => {
      const result = await queryRunner.query(text, values === undefined ? undefined : [...values], true);
      const rows = result.records as Row[] | undefined;
      return { rows: rows ?? [], rowCount: result.affected ?? rows?.length ?? 0 };
    },
    onEnd: (xid, callback) => {
      if (client === undefined || !onTransactionEnd(client, callback)) poller.watch(xid, callback);
    },
  };
}
