import { fromPg } from '@posthorn/database';
import { TableChanges } from '@posthorn/table-changes';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { TableBench, told } from './table-changes-support.js';

/** Everything of a host's schema that an installation could have touched. */
const HOST = `select json_build_object(
  'triggers', (select coalesce(json_agg(t.tgname order by t.tgname), '[]') from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where c.relnamespace = 'public'::regnamespace and not t.tgisinternal),
  'columns', (select json_agg(a.attname order by a.attrelid, a.attnum) from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace),
  'functions', (select count(*) from pg_proc where pronamespace = 'public'::regnamespace),
  'made', (select count(*) from pg_proc where proname ~ '^capture_[0-9a-f]{32}$'),
  'acl', (select json_agg(c.relacl order by c.oid) from pg_class c where c.relnamespace = 'public'::regnamespace)) as host`;

describe('watching tables', () => {
  let bench: TableBench;
  let changes: TableChanges;

  beforeAll(async () => {
    bench = await TableBench.create();
  });
  beforeEach(async () => {
    await bench.run('create table items (id integer primary key, v text)');
    changes = await bench.changes();
  });
  afterEach(async () => {
    await bench.run(
      'drop table if exists items, later, renamed, whole, "Odd.Name" cascade; drop view if exists host_view; delete from posthorn.watched_tables',
    );
    await changes.tick();
    await bench.take();
  });
  afterAll(() => bench.base.drop());

  const host = async (): Promise<unknown> => (await bench.run(HOST)).rows[0].host;

  it('installs three triggers once, and a second time changes nothing', async () => {
    const rows = `select oid, xmin from pg_trigger where tgname like 'posthorn%' union select oid, xmin from pg_proc where proname like 'capture\\_%' order by 1`;
    expect(await changes.watch('items')).toBe('installed');
    const first = (await bench.run(rows)).rows;
    expect(await changes.watch('public.items')).toBe('installed');
    expect(await changes.tick()).toEqual({ installed: 0, removed: 0, pending: 0 });
    expect((await bench.run(rows)).rows).toEqual(first);
    expect(await host()).toMatchObject({ triggers: ['posthorn_delete', 'posthorn_insert', 'posthorn_update'] });
    await bench.run(`insert into items values (1, 'a')`);
    expect(told(await bench.take())).toEqual(['created 1 a']);
  });

  it('leaves the host’s tables as they were when it ends', async () => {
    await bench.run(`create function host_trigger() returns trigger language plpgsql as 'begin return null; end';
      create trigger posthorn_of_the_host after insert on items execute function host_trigger()`);
    const before = await host();
    await changes.watch('items');
    expect(await host()).not.toEqual(before);
    expect(await changes.unwatch('items')).toBe('removed');
    expect(await host()).toEqual(before);
    expect(await changes.unwatch('items')).toBe('removed');
    await bench.run('drop function host_trigger() cascade');
  });

  it('keeps its hands off what is not allowed, and says what is', async () => {
    await bench.run('create schema other; create table other.secrets (id integer); create table api_keys (id integer)');
    await bench.run('create view host_view as select 1 as id');
    await bench.run(
      `create table whole (id integer) partition by range (id); create table whole_1 partition of whole for values from (0) to (10)`,
    );
    for (const name of [
      ...[
        'other.secrets',
        'other.*',
        'api_keys',
        'posthorn.events',
        'posthorn.*',
        'pg_catalog.pg_authid',
        'nowhere.at_all',
      ],
      ...['host_view', 'whole_1'],
    ]) {
      await expect(changes.watch(name)).rejects.toMatchObject({ code: 'table_not_allowed', allowed: ['public.*'] });
      await expect(bench.run('select posthorn.watch($1)', [name])).rejects.toMatchObject({
        code: 'PH003',
        detail: 'Allowed: public.*',
      });
    }
    expect(await host()).toMatchObject({ triggers: [] });
    await expect(changes.watch('a.b.c')).rejects.toMatchObject({ code: 'invalid_table' });
    await bench.run('drop schema other cascade; drop table api_keys');
  });

  it('keeps its hands off partitioned tables with a foreign partition, whose statements PostgreSQL would refuse', async () => {
    await bench.run(`create foreign data wrapper nothing; create server nowhere foreign data wrapper nothing;
      create table whole (id integer) partition by range (id); create table whole_1 partition of whole for values from (0) to (10)`);
    expect(await changes.watch('whole')).toBe('installed');
    await bench.run('create foreign table whole_2 partition of whole for values from (10) to (20) server nowhere');
    expect(await changes.tick()).toEqual({ installed: 0, removed: 1, pending: 0 });
    expect(await host()).toMatchObject({ triggers: [] });
    await expect(changes.watch('whole')).rejects.toMatchObject({ code: 'table_not_allowed' });
    await bench.run('drop foreign data wrapper nothing cascade');
  });

  it('allows nothing until something is allowed', async () => {
    const none = new TableChanges(fromPg(bench.pool), {});
    await none.applyRules();
    await expect(none.watch('items')).rejects.toThrow(/No table is allowed/);
    await expect(bench.run(`select posthorn.watch('items')`)).rejects.toMatchObject({ detail: 'Allowed: none' });
    expect(await none.list()).toEqual([]);
  });

  it('never allows Posthorn’s own tables, whatever is configured', async () => {
    const greedy = await bench.changes({
      tables: ['posthorn.*', 'posthorn.webhooks', 'pg_catalog.*', 'public.*'],
      never: [],
    });
    await expect(greedy.watch('posthorn.webhooks')).rejects.toMatchObject({ code: 'table_not_allowed' });
    await expect(greedy.watch('pg_catalog.pg_class')).rejects.toMatchObject({ code: 'table_not_allowed' });
    expect((await greedy.list()).map(({ schema }) => schema)).toEqual(['public']);
    expect(await greedy.watch('*')).toBe('installed');
    expect(
      (await bench.run(`select distinct tgrelid::regclass::text as t from pg_trigger where tgname like 'posthorn\\_%'`))
        .rows,
    ).toEqual([{ t: 'items' }]);
  });

  it('waits for a table that does not exist yet, and hears it from the next tick on', async () => {
    expect(await changes.watch('later')).toBe('missing');
    expect(await changes.tick()).toEqual({ installed: 0, removed: 0, pending: 0 });
    await bench.run('create table later (id integer primary key, v text)');
    expect(await changes.tick()).toEqual({ installed: 1, removed: 0, pending: 0 });
    await bench.run(`insert into later values (1, 'a')`);
    expect(told(await bench.take())).toEqual(['created 1 a']);
  });

  it('covers a whole schema, tables to come included', async () => {
    expect(await changes.watch('public.*')).toBe('installed');
    await bench.run('create table later (id integer primary key, v text)');
    await changes.tick();
    await bench.run(`insert into items values (1, 'a'); insert into later values (2, 'b')`);
    expect(told(await bench.take())).toEqual(['created 1 a', 'created 2 b']);
    expect(await changes.unwatch('items')).toBe('kept');
    await bench.run('create table api_keys (id integer primary key, v text)');
    await changes.tick();
    await bench.run(`insert into api_keys values (3, 'secret'); drop table api_keys`);
    expect(await bench.take()).toEqual([]);
    expect(await changes.unwatch('public.*')).toBe('removed');
    expect(await host()).toMatchObject({ triggers: [], made: 0 });
  });

  it('does not make others wait for a writer that does not finish: it is pending, and the tick ends it', async () => {
    const writer = await bench.pool.connect();
    try {
      await writer.query(`begin; insert into items values (1, 'unheard')`);
      const started = performance.now();
      expect(await changes.watch('items')).toBe('pending');
      expect(performance.now() - started).toBeLessThan(60_000);
      expect(await changes.list()).toMatchObject([{ table: 'items', state: 'pending' }]);
      expect(await changes.tick()).toEqual({ installed: 0, removed: 0, pending: 1 });
      // A writer that comes meanwhile is not held up.
      await bench.run(`insert into items values (2, 'unheard')`);
      await writer.query('commit');
    } finally {
      writer.release();
    }
    expect(await changes.tick()).toEqual({ installed: 1, removed: 0, pending: 0 });
    expect(await changes.list()).toMatchObject([{ table: 'items', state: 'installed' }]);
    await bench.run(`insert into items values (3, 'heard')`);
    expect(told(await bench.take())).toEqual(['created 3 heard']);
  });

  it('is pending too when the triggers cannot be taken off at once', async () => {
    await changes.watch('items');
    const reader = await bench.pool.connect();
    try {
      await reader.query('begin; select * from items');
      expect(await changes.unwatch('items')).toBe('pending');
      await reader.query('commit');
    } finally {
      reader.release();
    }
    expect(await changes.tick()).toEqual({ installed: 0, removed: 1, pending: 0 });
    expect(await host()).toMatchObject({ triggers: [], made: 0 });
  });

  it('can be begun by several processes at once', async () => {
    const states = await Promise.all(Array.from({ length: 6 }, () => changes.watch('items')));
    expect(states.every((state) => state === 'installed' || state === 'pending')).toBe(true);
    await Promise.all(Array.from({ length: 4 }, () => changes.tick()));
    await changes.tick();
    expect(await changes.list()).toMatchObject([{ table: 'items', state: 'installed' }]);
    await bench.run(`insert into items values (1, 'a')`);
    expect(told(await bench.take())).toEqual(['created 1 a']);
  });

  it('follows changed rules without touching the table, and takes off what they no longer allow', async () => {
    await changes.watch('items');
    const strict = await bench.changes({ exclude: ['v'] });
    const writer = await bench.pool.connect();
    try {
      await writer.query('begin; lock table items in row exclusive mode');
      expect(await strict.tick()).toEqual({ installed: 1, removed: 0, pending: 0 });
      await writer.query(`insert into items values (1, 'secret'); commit`);
    } finally {
      writer.release();
    }
    expect((await bench.take())[0]!.record).toEqual({ id: 1 });
    const narrow = await bench.changes({ tables: ['public.others'] });
    expect(await narrow.tick()).toEqual({ installed: 0, removed: 1, pending: 0 });
    expect(await host()).toMatchObject({ triggers: [], made: 0 });
  });

  it('speaks of a renamed table by its new name when that is watched, and lets go of it otherwise', async () => {
    await changes.watch('items');
    await bench.run('alter table items rename to renamed; create table items (id integer primary key, v text)');
    expect(await changes.tick()).toEqual({ installed: 1, removed: 1, pending: 0 });
    await bench.run(`insert into renamed values (1, 'a'); insert into items values (2, 'b')`);
    expect((await bench.take()).map(({ table, record }) => [table, record!['id']])).toEqual([['items', 2]]);
    await changes.watch('renamed');
    await bench.run(`insert into renamed values (3, 'a')`);
    expect((await bench.take()).map(({ type }) => type)).toEqual(['renamed.created']);
  });

  it('forgets the functions of a table that was dropped', async () => {
    await changes.watch('items');
    await bench.run('drop table items');
    await bench.run('delete from posthorn.watched_tables');
    await changes.tick();
    expect(await host()).toMatchObject({ made: 0 });
  });

  it('works by SQL alone, in SQL’s own spelling', async () => {
    const watch = async (name: string): Promise<string> =>
      (await bench.run('select posthorn.watch($1) as state', [name])).rows[0].state;
    await bench.run('create table "Odd.Name" (id integer primary key, v text)');
    expect(await watch('public.ITEMS')).toBe('installed');
    expect(await watch('"Odd.Name"')).toBe('installed');
    expect(await watch('later')).toBe('missing');
    expect(await watch('public.*')).toBe('installed');
    await bench.run(`insert into "Odd.Name" values (1, 'a')`);
    expect((await bench.take()).map(({ type }) => type)).toEqual(['Odd.Name.created']);
    await bench.run(
      `select posthorn.unwatch('public.*'), posthorn.unwatch('items'), posthorn.unwatch('public."Odd.Name"')`,
    );
    expect(await host()).toMatchObject({ triggers: [] });
    await expect(watch('a.b.c')).rejects.toMatchObject({ code: 'PH003' });
  });

  it('hears roles that may write the table and nothing else, and lets none of them make triggers of its own', async () => {
    const role = `writer_${process.pid}_${Date.now()}`;
    await changes.watch('items');
    await bench.run(`create role ${role} login password 'p'; grant insert, update, delete, select on items to ${role};
      grant create on schema public to ${role};
      grant usage on schema posthorn to ${role}`);
    const client = await bench.pool.connect();
    try {
      await client.query(`set role ${role}`);
      await client.query(`insert into items values (1, 'a')`);
      await expect(client.query('select * from posthorn.events')).rejects.toMatchObject({ code: '42501' });
      await expect(client.query(`select posthorn.watch('items')`)).rejects.toMatchObject({ code: '42501' });
      await client.query('create table theirs (id integer)');
      const { rows } = await bench.run(`select proname from pg_proc where proname ~ '^capture_[0-9a-f]{32}$'`);
      await expect(
        client.query(`create trigger mine after insert on theirs referencing new table as new_rows
          for each statement execute function posthorn.${rows[0].proname}()`),
      ).rejects.toMatchObject({ code: '42501' });
      await client.query('reset role');
    } finally {
      client.release();
    }
    expect(told(await bench.take())).toEqual(['created 1 a']);
    await bench.run(`drop table theirs; drop owned by ${role}; drop role ${role}`);
  });

  it('makes a missing day for a role that has logged in and may write the table and nothing else', async () => {
    const role = `plain_${process.pid}_${Date.now()}`;
    await changes.watch('items');
    await bench.run(`create role ${role} login password 'p'; grant insert on items to ${role}`);
    const days = await bench.run(`select right(relname, 8) as day from pg_class where relname ~ '^events_[0-9]{8}$'`);
    for (const { day } of days.rows) await bench.run(`select posthorn.end_day('${day}'::date)`);
    const url = new URL(bench.base.url);
    url.username = role;
    url.password = 'p';
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      await client.query(`insert into items values (1, 'a')`);
    } finally {
      await client.end();
    }
    expect(told(await bench.take())).toEqual(['created 1 a']);
    await bench.run(`drop owned by ${role}; drop role ${role}`);
  });

  it('goes with Posthorn’s schema, and leaves the table working', async () => {
    const own = await TableBench.create();
    try {
      await own.run('create table items (id integer primary key)');
      await (await own.changes()).watch('items');
      await own.run('drop schema posthorn cascade');
      await own.run('insert into items values (1)');
      expect((await own.run(`select count(*)::int as n from pg_trigger where not tgisinternal`)).rows).toEqual([
        { n: 0 },
      ]);
    } finally {
      await own.base.drop();
    }
  });

  it('lists what may be heard, with keys and projects', async () => {
    await bench.run(
      'create table later (a integer, b integer, project_id text, primary key (b, a)); create table "Odd.Name" (id integer)',
    );
    await changes.watch('later');
    await changes.watch('to_come');
    const expected = { schema: 'public', keyColumns: ['id'], projectColumn: null };
    expect(await changes.list()).toEqual([
      { ...expected, table: 'Odd.Name', state: 'available', keyColumns: [] },
      { ...expected, table: 'items', state: 'available' },
      { ...expected, table: 'later', state: 'installed', keyColumns: ['b', 'a'], projectColumn: 'project_id' },
      { ...expected, table: 'to_come', state: 'missing', keyColumns: [] },
    ]);
  });

  it('judges the tables of a webhook without touching them', async () => {
    const names = [
      ...[
        { table: 'items' },
        { table: 'later' },
        { schema: 'other', table: 'x' },
        { table: 'api_keys' },
        { schema: 'public', table: '*' },
      ],
      ...[
        { schema: '*', table: '*' },
        { schema: 'posthorn', table: 'events' },
      ],
    ].map((name) => ({ schema: 'public', certain: true, ...name }));
    expect((await changes.check(names)).map(({ state }) => state)).toEqual([
      ...['available', 'missing', 'refused', 'refused', 'available', 'available', 'refused'],
    ]);
    const guesses = names.map((name) => ({ ...name, certain: false }));
    expect((await changes.check(guesses)).map(({ state }) => state)).toEqual([
      ...['available', 'ignored', 'ignored', 'ignored', 'available', 'available', 'ignored'],
    ]);
    expect(await host()).toMatchObject({ triggers: [] });
    await changes.want(fromPg(bench.pool), [{ schema: 'public', table: 'items' }]);
    expect(await changes.check(names.slice(0, 1))).toMatchObject([{ state: 'pending' }]);
    expect(await changes.watchAll(names.slice(0, 2))).toMatchObject([{ state: 'installed' }, { state: 'missing' }]);
    expect(await changes.check(names.slice(0, 1))).toMatchObject([{ state: 'installed' }]);
  });
});
