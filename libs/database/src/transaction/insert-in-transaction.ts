import { DatabaseError } from '../database.errors.js';
import type { JoinedTransaction, QueryResult } from '../database.js';

/** What every row of a proving statement carries: the id of the transaction, for `onEnd`. */
export interface ProvenRow {
  readonly xid: string;
}

/** Of a statement that cannot return no row: one row with null says the same. */
const isProven = ({ rows: [first] }: QueryResult<{ readonly xid: string | null }>): boolean =>
  first !== undefined && first.xid !== null;

/**
 * The condition that a proving statement puts before everything it writes.
 * @param n number of the statement's last parameter
 */
export const inTransaction = (n: number): string =>
  `case when $${n}::xid8 is null then pg_current_xact_id_if_assigned() is not null ` +
  `else pg_current_xact_id() = $${n}::xid8 end`;

/**
 * Runs a writing statement and proves, with it, that it ran inside of a transaction that was open before it.
 *
 * The statement takes one parameter more than `values`, the last one, `$n`, and has this form:
 *
 *     with proof as materialized (
 *       select where case when $n::xid8 is null then pg_current_xact_id_if_assigned() is not null
 *                         else pg_current_xact_id() = $n::xid8 end
 *     ), written as (insert into … select … from proof …)
 *     select pg_current_xact_id()::text as xid, … from proof
 *
 * It has to write nothing unless `proof` has its row, and it returns **at least one row, with `xid`, whenever
 * `proof` has it** — also when it inserted nothing for a reason of its own. No row, or one whose `xid` is null, means:
 * not proven.
 *
 * Why this is proof. A statement in autocommit has no transaction id when it starts, so the first try (null) writes
 * nothing there; inside of a transaction that has written before there is one, and no further round trip is needed.
 * A transaction that has only read has none either; then its id is read (which assigns it) and the statement is sent
 * again with it: in autocommit that is another transaction with another id, and again nothing is written.
 * @param tx from `database.join(…)`
 * @throws DatabaseError `not_in_transaction`; nothing was stored
 */
export async function insertInTransaction<Row extends ProvenRow>(
  tx: JoinedTransaction,
  statement: string,
  values: readonly unknown[],
): Promise<QueryResult<Row>> {
  const send = (xid: string | null): Promise<QueryResult<Row>> => tx.query<Row>(statement, [...values, xid]);
  try {
    const first = await send(null);
    if (isProven(first)) return first;
    const current = await tx.query<ProvenRow>('select pg_current_xact_id()::text as xid');
    const second = await send(current.rows[0]?.xid ?? null);
    if (isProven(second)) return second;
  } catch (cause) {
    // The client learns that its transaction has failed a moment after the failing query rejects, so `join` may miss it.
    if ((cause as { code?: unknown } | null)?.code !== '25P02') throw cause;
    throw new DatabaseError(
      'not_in_transaction',
      'The transaction has failed already: a statement before this one had an error, so it can only roll back. ' +
        'Nothing was stored.',
      { cause },
    );
  }
  throw new DatabaseError(
    'not_in_transaction',
    'What was passed is not in a transaction: each of its statements commits by itself. Nothing was stored. ' +
      'Pass the object that your client gives inside of its transaction, and await everything before its end.',
  );
}
