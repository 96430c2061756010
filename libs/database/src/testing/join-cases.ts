import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { insertInTransaction } from '../transaction/insert-in-transaction.js';
import { eventually, inHostTransaction, isStored, newId, PROVING_INSERT, rejectsWith } from './contract-tools.js';
import type { SubjectCase } from './query-cases.js';

export const joinCases: readonly SubjectCase[] = [
  {
    name: 'what is no transaction is refused with what to pass instead',
    run: async ({ database }) => {
      for (const wrong of [undefined, null, 'begin', 7]) {
        const error = await rejectsWith('not_in_transaction', () => database.join(wrong));
        assert.match(error.message, /Pass the /);
      }
      assert.match((await rejectsWith('unsupported_client', () => database.join({}))).message, /Pass the /);
    },
  },
  {
    name: 'an insert joins a transaction that has written, and shares its end',
    run: async (subject) => {
      const [kept, undone] = [newId(), newId()];
      await inHostTransaction(subject, async (host) => {
        await host.query('insert into posthorn_contract (id) values ($1)', [newId()]);
        await insertInTransaction(subject.database.join(host.handle), PROVING_INSERT, [kept]);
        assert.equal(await isStored(subject.database, kept), false);
        await host.commit();
      });
      await inHostTransaction(subject, async (host) => {
        await host.query('insert into posthorn_contract (id) values ($1)', [newId()]);
        await insertInTransaction(subject.database.join(host.handle), PROVING_INSERT, [undone]);
        await host.rollback();
      });
      assert.equal(await isStored(subject.database, kept), true);
      assert.equal(await isStored(subject.database, undone), false);
    },
  },
  {
    name: 'an insert joins a transaction that has only read so far',
    run: async (subject) => {
      const id = newId();
      await inHostTransaction(subject, async (host) => {
        await host.query('select count(*) from posthorn_contract');
        await insertInTransaction(subject.database.join(host.handle), PROVING_INSERT, [id]);
        await host.commit();
      });
      assert.equal(await isStored(subject.database, id), true);
    },
  },
  {
    name: 'an insert gives the id of the transaction, also when it stored nothing new',
    run: async (subject) => {
      const id = newId();
      await inHostTransaction(subject, async (host) => {
        const tx = subject.database.join(host.handle);
        const first = await insertInTransaction(tx, PROVING_INSERT, [id]);
        const again = await insertInTransaction(tx, PROVING_INSERT, [id]);
        const { rows } = await host.query<{ xid: string }>('select pg_current_xact_id()::text as xid');
        assert.deepEqual([...first.rows, ...again.rows], [rows[0], rows[0]]);
      });
    },
  },
  {
    name: 'an insert joins inside of a savepoint and after one was rolled back',
    run: async (subject) => {
      const [inside, after] = [newId(), newId()];
      await inHostTransaction(subject, async (host) => {
        const tx = subject.database.join(host.handle);
        await host.query('savepoint one');
        await insertInTransaction(tx, PROVING_INSERT, [inside]);
        await host.query('rollback to savepoint one');
        await insertInTransaction(tx, PROVING_INSERT, [after]);
        await host.commit();
      });
      assert.equal(await isStored(subject.database, inside), false);
      assert.equal(await isStored(subject.database, after), true);
    },
  },
  {
    name: 'nothing is stored through a transaction that has ended, however it ended',
    run: async (subject) => {
      for (const end of ['commit', 'rollback']) {
        const id = newId();
        await inHostTransaction(subject, async (host) => {
          await host.query('insert into posthorn_contract (id) values ($1)', [newId()]);
          const before = subject.database.join(host.handle);
          await host.query(end);
          await rejectsWith('not_in_transaction', () => insertInTransaction(before, PROVING_INSERT, [id]));
          await rejectsWith('not_in_transaction', () =>
            insertInTransaction(subject.database.join(host.handle), PROVING_INSERT, [id]),
          );
        });
        assert.equal(await isStored(subject.database, id), false);
      }
    },
  },
  {
    name: 'a raw { query } inside of a transaction is taken, and outside of one nothing is stored',
    run: async (subject) => {
      const [inside, outside] = [newId(), newId()];
      await inHostTransaction(subject, async (host) => {
        const raw = { query: (sql: string, params?: unknown[]) => host.query(sql, params) };
        await insertInTransaction(subject.database.join(raw), PROVING_INSERT, [inside]);
        await host.commit();
      });
      assert.equal(await isStored(subject.database, inside), true);
      const autocommit = { query: (sql: string, params?: unknown[]) => subject.database.query(sql, params) };
      await rejectsWith('not_in_transaction', () =>
        insertInTransaction(subject.database.join(autocommit), PROVING_INSERT, [outside]),
      );
      assert.equal(await isStored(subject.database, outside), false);
    },
  },
  {
    name: 'the end of a transaction is told once, after commit and after rollback, and not by savepoints',
    run: async (subject) => {
      for (const end of ['commit', 'rollback'] as const) {
        let told = 0;
        await inHostTransaction(subject, async (host) => {
          const tx = subject.database.join(host.handle);
          const { rows } = await insertInTransaction(tx, PROVING_INSERT, [newId()]);
          tx.onEnd(rows[0]?.xid ?? '', () => (told += 1));
          await host.query('savepoint one');
          await host.query('release savepoint one');
          await host.query('savepoint two');
          await host.query('rollback to savepoint two');
          await sleep(30);
          assert.equal(told, 0);
          await host[end]();
        });
        await eventually('the end was told', () => told > 0);
        await sleep(30);
        assert.equal(told, 1);
      }
    },
  },
  {
    name: 'the end of a transaction that only a raw handle shows is told too, with its rows visible',
    run: async (subject) => {
      const id = newId();
      const seen: Promise<boolean>[] = [];
      await inHostTransaction(subject, async (host) => {
        const raw = { query: (sql: string, params?: unknown[]) => host.query(sql, params) };
        const tx = subject.database.join(raw);
        const { rows } = await insertInTransaction(tx, PROVING_INSERT, [id]);
        tx.onEnd(rows[0]?.xid ?? '', () => seen.push(isStored(subject.database, id)));
        await sleep(30);
        assert.equal(seen.length, 0);
        await host.commit();
      });
      await eventually('the end was told', () => seen.length > 0);
      assert.deepEqual(await Promise.all(seen), [true]);
    },
  },
];
