import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { TableBench, told } from './table-changes-support.js';

describe('an UPDATE', () => {
  let bench: TableBench;

  beforeAll(async () => {
    bench = await TableBench.create();
    const changes = await bench.changes();
    await bench.run('create table keyed (id integer primary key deferrable, v text)');
    await bench.run('create table unkeyed (id integer, v text)');
    await bench.run('create table composite (a text, b integer, id integer, v text, primary key (b, a))');
    await bench.run(
      `create table parted (id integer, part text, v text, primary key (part, id)) partition by list (part)`,
    );
    await bench.run(`create table parted_x partition of parted for values in ('x')`);
    await bench.run(`create table parted_rest partition of parted default partition by range (id)`);
    await bench.run(`create table parted_low partition of parted_rest for values from (0) to (100)`);
    // Attached, with its columns in another order and a dropped one in between.
    await bench.run('create table parted_high (v text, gone text, part text not null, id integer not null)');
    await bench.run('alter table parted_high drop column gone');
    await bench.run('alter table parted_rest attach partition parted_high for values from (100) to (200)');
    await changes.watch('public.*');
  });
  afterEach(async () => {
    await bench.run('delete from keyed; delete from unkeyed; delete from composite; delete from parted');
    await bench.take();
  });
  afterAll(() => bench.base.drop());

  it('that changes a key is one change, from the old key to the new one', async () => {
    await bench.run(`insert into keyed values (1, 'a'), (2, 'b')`);
    await bench.take();
    await bench.run('update keyed set id = 9 where id = 1');
    expect(told(await bench.take())).toEqual(['updated 1→9 a→a']);
  });

  it('that swaps or shifts keys tells of every row what became of it', async () => {
    await bench.run(`insert into keyed values (1, 'a'), (2, 'b'), (3, 'c')`);
    await bench.take();
    await bench.run('update keyed set id = 3 - id where id < 3');
    expect(told(await bench.take())).toEqual(['updated 1→2 a→a', 'updated 2→1 b→b']);
    await bench.run(`update keyed set id = id + 1, v = v || '!'`);
    expect(told(await bench.take()).sort()).toEqual(['updated 1→2 b→b!', 'updated 2→3 a→a!', 'updated 3→4 c→c!']);
  });

  it('that swaps the keys of many rows tells so too', async () => {
    await bench.run(`insert into keyed select i, 'v' || i from generate_series(1, 200) i`);
    await bench.take();
    await bench.run('update keyed set id = 201 - id');
    const swapped = Array.from({ length: 200 }, (_, i) => `updated ${i + 1}→${200 - i} v${i + 1}→v${i + 1}`);
    expect(told(await bench.take())).toEqual(swapped);
  });

  it('of a table without a key pairs every row with itself, equal rows too', async () => {
    await bench.run(`insert into unkeyed values (1, 'a'), (1, 'a'), (null, 'b')`);
    expect((await bench.take()).map(({ key }) => key)).toEqual([undefined, undefined, undefined]);
    await bench.run(`update unkeyed set v = v || '!', id = coalesce(id, 7)`);
    expect(told(await bench.take())).toEqual(['updated 1 a→a!', 'updated 1 a→a!', 'updated null→7 b→b!']);
    await bench.run(`delete from unkeyed where id = 1`);
    expect(told(await bench.take())).toEqual(['deleted 1 a!', 'deleted 1 a!']);
  });

  it('of a table with a key of several columns names them in the key’s order', async () => {
    await bench.run(`insert into composite values ('x', 1, 5, 'a')`);
    await bench.run(`update composite set v = 'b'`);
    await bench.run(`update composite set b = 2, a = 'y'`);
    const events = await bench.take();
    expect(told(events)).toEqual(['created 5 a', 'updated 5 a→b', 'updated 5 b→b']);
    expect(events.map(({ key }) => key)).toEqual([
      ['b', 'a'],
      ['b', 'a'],
      ['b', 'a'],
    ]);
    expect(events[2]).toMatchObject({ old: { a: 'x', b: 1 }, record: { a: 'y', b: 2 } });
  });

  it('of a partitioned table speaks of the parent, whichever partition is written and however', async () => {
    await bench.run(`insert into parted values (1, 'x', 'a'), (2, 'y', 'b'), (120, 'y', 'c')`);
    await bench.run(`insert into parted_x values (3, 'x', 'd')`);
    await bench.run(`insert into parted_rest values (4, 'z', 'e')`);
    await bench.run(`insert into parted_high (id, part, v) values (121, 'z', 'f')`);
    await bench.run(`update parted_high set v = 'g' where id = 121`);
    await bench.run(`delete from parted_rest where id = 4`);
    const events = await bench.take();
    expect(told(events)).toEqual([
      ...['created 1 a', 'created 2 b', 'created 120 c', 'created 3 d', 'created 4 e', 'created 121 f'],
      ...['updated 121 f→g', 'deleted 4 e'],
    ]);
    expect(new Set(events.map(({ schema, table, type }) => `${schema}.${table} ${type.split('.')[0]}`))).toEqual(
      new Set(['public.parted parted']),
    );
    expect(new Set(events.map(({ key }) => key?.join()))).toEqual(new Set(['part,id']));
  });

  it('that moves rows to other partitions is still one change for each', async () => {
    await bench.run(`insert into parted values (1, 'x', 'a'), (2, 'y', 'b'), (3, 'x', 'c'), (4, 'y', 'd')`);
    await bench.take();
    await bench.run(`update parted set part = case part when 'x' then 'y' else 'x' end, id = id + 10`);
    expect(told(await bench.take()).sort()).toEqual([
      ...['updated 1→11 a→a', 'updated 2→12 b→b', 'updated 3→13 c→c', 'updated 4→14 d→d'],
    ]);
  });

  it('of which a partition swallows a row is told as what was there and what is there', async () => {
    await bench.run(`create function swallow() returns trigger language plpgsql as 'begin return null; end'`);
    await bench.run(
      `create trigger swallow before insert on parted_x for each row when (new.v = 'lost') execute function swallow()`,
    );
    await bench.run(`insert into parted values (1, 'y', 'a'), (2, 'y', 'lost'), (3, 'y', 'c')`);
    await bench.take();
    await bench.run(`update parted set part = 'x'`);
    expect(told(await bench.take())).toEqual([
      ...['deleted 1 a', 'deleted 2 lost', 'deleted 3 c', 'created 1 a', 'created 3 c'],
    ]);
    await bench.run(`insert into parted values (4, 'y', 'lost')`);
    await bench.take();
    await bench.run(`update parted set part = 'x' where id = 4`);
    expect(told(await bench.take())).toEqual(['deleted 4 lost']);
  });

  it('reaches a partition that was attached later from the next tick on', async () => {
    const changes = await bench.changes();
    await bench.run('create table parted_late partition of parted_rest for values from (200) to (300)');
    expect(await changes.tick()).toEqual({ installed: 1, removed: 0, pending: 0 });
    await bench.run(`insert into parted_late values (201, 'z', 'a')`);
    expect(told(await bench.take())).toEqual(['created 201 a']);
    await bench.run('alter table parted_rest detach partition parted_late');
    expect(await changes.tick()).toMatchObject({ pending: 0 });
    await bench.run(`insert into parted_late values (202, 'z', 'b')`);
    // On its own it is a table of `public` like any other.
    expect((await bench.take()).map(({ table }) => table)).toEqual(['parted_late']);
    await bench.run('drop table parted_late');
  });
});

describe('a row that moves to another project', () => {
  it('is deleted in the one and created in the other, so that neither sees what the other had', async () => {
    const bench = await TableBench.create();
    try {
      await bench.run('create table items (id integer primary key, project_id text, v text)');
      await (await bench.changes()).watch('items');
      await bench.run(`insert into items values (1, 'p1', 'a'), (2, null, 'b'), (3, 'p1', 'c')`);
      await bench.take();
      await bench.run(
        `update items set project_id = case id when 1 then 'p2' when 2 then 'p1' else project_id end, v = v || '!'`,
      );
      const events = await bench.take();
      expect(events.map((event) => `${event.project} ${told([event])[0]}`)).toEqual([
        ...['p1 deleted 1 a', 'p2 created 1 a!', ' deleted 2 b', 'p1 created 2 b!', 'p1 updated 3 c→c!'],
      ]);
    } finally {
      await bench.base.drop();
    }
  });
});
