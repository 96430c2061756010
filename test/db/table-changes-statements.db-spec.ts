import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { copyIn, TableBench, told } from './table-changes-support.js';

describe('changes of a watched table', () => {
  let bench: TableBench;

  beforeAll(async () => {
    bench = await TableBench.create();
    await bench.run('create table items (id integer primary key, project_id text, v text)');
    await (await bench.changes()).watch('items');
  });
  afterEach(async () => {
    await bench.run('delete from items');
    await bench.take();
  });
  afterAll(() => bench.base.drop());

  it('are published by INSERT, UPDATE and DELETE with the row before and after', async () => {
    await bench.run(`insert into items values (1, 'p1', 'a')`);
    await bench.run(`update items set v = 'b'`);
    await bench.run('delete from items');
    const change = { project: 'p1', schema: 'public', table: 'items', key: ['id'], invalid: null };
    const before = { id: 1, project_id: 'p1', v: 'a' };
    const after = { ...before, v: 'b' };
    expect(await bench.take()).toEqual([
      { ...change, type: 'items.created', operation: 'INSERT', record: before, old: null },
      { ...change, type: 'items.updated', operation: 'UPDATE', record: after, old: before },
      { ...change, type: 'items.deleted', operation: 'DELETE', record: after, old: null },
    ]);
  });

  it('are published for every row of a statement, in its order', async () => {
    await bench.run(`insert into items select i, 'p1', 'a' || i from generate_series(1, 30) i`);
    expect(told(await bench.take())).toEqual(Array.from({ length: 30 }, (_, i) => `created ${i + 1} a${i + 1}`));
    await bench.run(`update items set v = 'b' || id where id > 27`);
    expect(told(await bench.take())).toEqual(['updated 28 a28→b28', 'updated 29 a29→b29', 'updated 30 a30→b30']);
    await bench.run(`update items set v = 'c' where id <= 27`);
    expect(told(await bench.take())).toEqual(Array.from({ length: 27 }, (_, i) => `updated ${i + 1} a${i + 1}→c`));
  });

  it('have ids in the order of their statement, which is the order of every list', async () => {
    await bench.run(`insert into items select i, 'p1', 'a' from generate_series(1, 500) i`);
    await bench.run(`update items set v = 'b'`);
    const { rows } = await bench.run(`select count(*)::int as n, count(*) filter (where id < before)::int as backwards
      from (select id, lag(id) over (order by sequence) as before from posthorn.events) e`);
    expect(rows).toEqual([{ n: 1000, backwards: 0 }]);
  });

  it('cost a set-based insert when there are 30,000', async () => {
    const begun = performance.now();
    await bench.run(`insert into items select i, 'p' || i % 10, 'a' from generate_series(1, 30000) i`);
    const inserted = performance.now() - begun;
    expect(await bench.count()).toEqual({ events: 30_000, queued: 30_000 });
    const started = performance.now();
    await bench.run(`update items set v = 'b' where id > 50`);
    const took = performance.now() - started;
    const { rows } = await bench.run(`select count(*)::int as n, count(distinct id)::int as ids,
      bool_and(((details -> 'change' ->> 'old')::json ->> 'id') = (data::json ->> 'id')) as paired from posthorn.events`);
    expect(rows).toEqual([{ n: 29_950, ids: 29_950, paired: true }]);
    // Pairing by nested loops took 10 s for 10,000 rows, so 90 s for these; the whole takes about 0.6 s on two cores.
    expect(took).toBeLessThan(10_000 + 10 * inserted);
    await bench.run('delete from items');
    expect((await bench.count()).events).toBe(59_950);
  });

  it('share the fate of their transaction', async () => {
    const client = await bench.pool.connect();
    try {
      await client.query(`begin; insert into items values (1, 'p1', 'a'); rollback`);
      expect(await bench.take()).toEqual([]);
      await client.query(`begin; insert into items values (1, 'p1', 'kept'); savepoint s;
        insert into items values (2, 'p1', 'lost'); rollback to s; update items set v = 'last'; commit`);
    } finally {
      client.release();
    }
    expect(told(await bench.take())).toEqual(['created 1 kept', 'updated 1 kept→last']);
  });

  it('are not published when the row looks as before, or when no row is touched', async () => {
    await bench.run(`insert into items values (1, 'p1', 'a'), (2, 'p1', 'b')`);
    await bench.take();
    await bench.run('update items set v = v');
    await bench.run(`update items set v = 'x' where id = 99`);
    await bench.run('delete from items where id = 99');
    expect(await bench.take()).toEqual([]);
    await bench.run(`update items set v = 'b'`);
    expect(told(await bench.take())).toEqual(['updated 1 a→b']);
  });

  it('are told as what they were by ON CONFLICT DO UPDATE', async () => {
    await bench.run(`insert into items values (1, 'p1', 'a')`);
    await bench.take();
    await bench.run(
      `insert into items values (1, 'p1', 'x'), (2, 'p1', 'y') on conflict (id) do update set v = excluded.v`,
    );
    expect(told(await bench.take()).sort()).toEqual(['created 2 y', 'updated 1 a→x']);
    await bench.run(`insert into items values (1, 'p1', 'z') on conflict do nothing`);
    expect(await bench.take()).toEqual([]);
  });

  it('are told as what they were by MERGE', async () => {
    const { rows } = await bench.run(`select current_setting('server_version_num')::int as version`);
    if (rows[0].version < 150_000) return;
    await bench.run(`insert into items values (1, 'p1', 'a'), (2, 'p1', 'b')`);
    await bench.take();
    await bench.run(`merge into items t using (values (1, 'x'), (2, null), (3, 'z')) s(id, v) on t.id = s.id
      when matched and s.v is null then delete
      when matched then update set v = s.v
      when not matched then insert values (s.id, 'p1', s.v)`);
    expect(told(await bench.take()).sort()).toEqual(['created 3 z', 'deleted 2 b', 'updated 1 a→x']);
  });

  it('are heard from statements inside of statements, and from those of functions', async () => {
    await bench.run(`with fresh as (insert into items values (1, 'p1', 'a') returning id) select * from fresh`);
    await bench.run(`do $$ begin for i in 2..4 loop insert into items values (i, 'p1', 'f'); end loop; end $$`);
    expect(told(await bench.take())).toEqual(['created 1 a', 'created 2 f', 'created 3 f', 'created 4 f']);
    await bench.run(`with a as (update items set v = 'one' where id = 1), b as (update items set v = 'two' where id = 2)
      delete from items where id = 4`);
    expect(told(await bench.take()).sort()).toEqual(['deleted 4 f', 'updated 1 a→one', 'updated 2 f→two']);
  });

  it('are heard from COPY', async () => {
    const rows = Array.from({ length: 25 }, (_, i) => `${i + 1}\tp1\tc${i + 1}\n`).join('');
    await copyIn(bench.pool, 'copy items from stdin', rows);
    expect(told(await bench.take())).toEqual(Array.from({ length: 25 }, (_, i) => `created ${i + 1} c${i + 1}`));
  });

  it('are not heard from TRUNCATE, which tells triggers of no rows', async () => {
    await bench.run(`insert into items values (1, 'p1', 'a')`);
    await bench.take();
    await bench.run('truncate items');
    expect(await bench.take()).toEqual([]);
  });

  it('are heard from foreign keys that cascade', async () => {
    await bench.run('create table parents (id integer primary key)');
    await bench.run(
      `create table children (id integer primary key, v integer references parents on delete cascade on update cascade)`,
    );
    await (await bench.changes()).watch('children');
    await bench.run('insert into parents values (1), (2); insert into children values (1, 1), (2, 1), (3, 2)');
    await bench.take();
    await bench.run('update parents set id = 10 where id = 1; delete from parents where id = 10');
    expect(told(await bench.take()).sort()).toEqual([
      'deleted 1 10',
      'deleted 2 10',
      'updated 1 1→10',
      'updated 2 1→10',
    ]);
  });

  it('make the day of the event when nobody has made it', async () => {
    const { rows } = await bench.run(`select to_char(now() at time zone 'UTC', 'YYYYMMDD') as day`);
    const day = rows[0].day as string;
    await bench.run(`drop table posthorn.events_${day}, posthorn.deliveries_${day}, posthorn.attempts_${day}`);
    await bench.run(`insert into items values (1, 'p1', 'a')`);
    expect(told(await bench.take())).toEqual(['created 1 a']);
  });
});
