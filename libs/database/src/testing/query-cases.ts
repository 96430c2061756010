import assert from 'node:assert/strict';
import type { DatabaseContractSubject } from './contract-subject.js';
import { newId } from './contract-tools.js';

/** A case that is given the adapter under test. */
export interface SubjectCase {
  readonly name: string;
  readonly run: (subject: DatabaseContractSubject) => Promise<void>;
}

export const queryCases: readonly SubjectCase[] = [
  {
    name: 'a query gives its rows and their number',
    run: async ({ database }) => {
      const result = await database.query<{ n: number }>('select n from generate_series(1, 3) as n where n > $1', [1]);
      assert.deepEqual(result, { rows: [{ n: 2 }, { n: 3 }], rowCount: 2 });
    },
  },
  {
    name: 'a value arrives as the type that the engine reckons with',
    run: async ({ database }) => {
      const { rows } = await database.query(
        `select 9007199254740993::bigint as big, 7::int as small, 1.5::float8 as fraction, true as flag, null as nothing,
                '2026-02-03 04:05:06.789+00'::timestamptz as at, '{"a": [1]}'::jsonb as json, '\\x00ff'::bytea as bytes,
                array['a', 'b,"c"'] as texts, array[1, 2]::smallint[] as numbers`,
      );
      assert.deepEqual(rows[0], {
        big: '9007199254740993',
        small: 7,
        fraction: 1.5,
        flag: true,
        nothing: null,
        at: new Date('2026-02-03T04:05:06.789Z'),
        json: { a: [1] },
        bytes: Buffer.from([0, 255]),
        texts: ['a', 'b,"c"'],
        numbers: [1, 2],
      });
    },
  },
  {
    name: 'a parameter may be an array, a buffer, a date or null',
    run: async ({ database }) => {
      const { rows } = await database.query(
        `select $1::text[] as texts, $2::bytea as bytes, $3::timestamptz as at, $4::text as nothing, $5::jsonb as json`,
        [['a', null, 'b"'], Buffer.from([1]), new Date(86_400_000), null, JSON.stringify({ a: 1 })],
      );
      assert.deepEqual(rows[0], {
        texts: ['a', null, 'b"'],
        bytes: Buffer.from([1]),
        at: new Date(86_400_000),
        nothing: null,
        json: { a: 1 },
      });
    },
  },
  {
    name: 'a change tells how many rows it touched, and gives those it returns',
    run: async ({ database }) => {
      const ids = [newId(), newId()];
      const inserted = await database.query('insert into posthorn_contract (id) select unnest($1::text[])', [ids]);
      assert.deepEqual(inserted, { rows: [], rowCount: 2 });
      const deleted = await database.query('delete from posthorn_contract where id = $1 returning id', [ids[0]]);
      assert.deepEqual(deleted, { rows: [{ id: ids[0] }], rowCount: 1 });
      const updated = await database.query('update posthorn_contract set id = id where id = any($1)', [ids]);
      assert.deepEqual(updated, { rows: [], rowCount: 1 });
    },
  },
  {
    name: 'a text without parameters may hold several statements',
    run: async ({ database }) => {
      const result = await database.query('select 1 as one; select 2 as two');
      assert.deepEqual(result.rows, [{ two: 2 }]);
    },
  },
  {
    name: 'a statement that is wrong rejects with the SQLSTATE of PostgreSQL, not as an outage',
    run: async ({ database }) => {
      await assert.rejects(database.query('select * from posthorn_no_such_table'), { code: '42P01' });
    },
  },
];
