import assert from 'node:assert/strict';
import type { Queryable } from '../database.js';
import { isStored, newId, rejectsWith } from './contract-tools.js';
import type { SubjectCase } from './query-cases.js';

const INSERT = 'insert into posthorn_contract (id) values ($1)';

export const transactionCases: readonly SubjectCase[] = [
  {
    name: 'a transaction commits what its work did, and gives its result',
    run: async ({ database }) => {
      const id = newId();
      const result = await database.transaction(async (tx) => {
        await tx.query(INSERT, [id]);
        assert.equal(await isStored(database, id), false);
        return 'done';
      });
      assert.equal(result, 'done');
      assert.equal(await isStored(database, id), true);
    },
  },
  {
    name: 'a transaction rolls back when its work rejects, and rejects with the same error',
    run: async ({ database }) => {
      const id = newId();
      const failure = new Error('of the work');
      await assert.rejects(
        database.transaction(async (tx) => {
          await tx.query(INSERT, [id]);
          throw failure;
        }),
        (error) => error === failure,
      );
      assert.equal(await isStored(database, id), false);
    },
  },
  {
    name: 'a transaction is READ COMMITTED whatever the default is',
    run: async ({ database }) => {
      const { rows } = await database.transaction((tx) => tx.query('show transaction_isolation'));
      assert.deepEqual(rows, [{ transaction_isolation: 'read committed' }]);
    },
  },
  {
    name: 'a transaction whose work hides a failed statement does not look committed',
    run: async ({ database }) => {
      const id = newId();
      await rejectsWith('rolled_back', () =>
        database.transaction(async (tx) => {
          await tx.query(INSERT, [id]);
          await tx.query('select 1 / 0').catch(() => undefined);
        }),
      );
      assert.equal(await isStored(database, id), false);
    },
  },
  {
    name: 'a statement after the end of the transaction is refused',
    run: async ({ database }) => {
      const kept: Queryable[] = [];
      await database.transaction((tx) => Promise.resolve(kept.push(tx)));
      await rejectsWith('transaction_over', () => kept[0]?.query('select 1'));
    },
  },
  {
    name: 'transactions run beside each other',
    run: async ({ database }) => {
      const names = await Promise.all(
        ['a', 'b'].map((name) =>
          database.transaction(async (tx) => {
            const { rows } = await tx.query<{ xid: string }>('select pg_current_xact_id()::text as xid');
            return `${name}${rows[0]?.xid}`;
          }),
        ),
      );
      assert.equal(new Set(names.map((name) => name.slice(1))).size, 2);
    },
  },
];
