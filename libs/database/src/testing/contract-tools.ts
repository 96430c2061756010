import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseError, DatabaseErrorCode } from '../database.errors.js';
import type { Queryable } from '../database.js';
import { inTransaction } from '../transaction/insert-in-transaction.js';
import type { DatabaseContractSubject, HostTransaction } from './contract-subject.js';

/** Inserts `$1` into the contract's table when `$2` proves the transaction. */
export const PROVING_INSERT = `
  with proof as materialized (select where ${inTransaction(2)}),
  written as (insert into posthorn_contract (id) select $1 from proof on conflict do nothing)
  select pg_current_xact_id()::text as xid from proof`;

export const newId = (): string => randomUUID();

/** Creates the contract's table, once per database. */
export async function prepareTable(database: Queryable): Promise<void> {
  await database.query('create table if not exists posthorn_contract (id text primary key)');
}

/** True when another connection sees the row, that is: when it was committed. */
export async function isStored(database: Queryable, id: string): Promise<boolean> {
  return (await database.query('select 1 from posthorn_contract where id = $1', [id])).rows.length === 1;
}

/** Fails unless `work` rejects with this code. */
export async function rejectsWith(code: DatabaseErrorCode, work: () => unknown): Promise<DatabaseError> {
  try {
    await work();
  } catch (error) {
    assert.equal((error as DatabaseError).code, code, `expected ${code}, got: ${String(error)}`);
    return error as DatabaseError;
  }
  return assert.fail(`expected a rejection with ${code}`);
}

/** Runs `work` in a host's transaction that is rolled back when `work` has not ended it. */
export async function inHostTransaction(
  subject: DatabaseContractSubject,
  work: (transaction: HostTransaction) => Promise<void>,
): Promise<void> {
  const transaction = await subject.begin();
  const state = { ended: false };
  try {
    await work({
      handle: transaction.handle,
      query: (text, values) => transaction.query(text, values),
      commit: async () => {
        state.ended = true;
        await transaction.commit();
      },
      rollback: async () => {
        state.ended = true;
        await transaction.rollback();
      },
    });
  } finally {
    if (!state.ended) await transaction.rollback();
  }
}

/** Waits until `condition` holds; fails with `what` after a minute. */
export async function eventually(what: string, condition: () => boolean): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 5) {
    if (condition()) return;
    await sleep(5);
  }
  assert.fail(`did not happen within a minute: ${what}`);
}
