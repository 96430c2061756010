import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { TableBench, told } from './table-changes-support.js';

describe('a row as receivers get it', () => {
  let bench: TableBench;

  beforeAll(async () => {
    bench = await TableBench.create();
  });
  afterEach(() => bench.take());
  afterAll(() => bench.base.drop());

  /** The value of one expression of a type, as the record and as the old record have it. */
  async function sent(type: string, value: string): Promise<unknown> {
    await bench.run(`drop table if exists one; create table one (id integer primary key, v ${type}, n integer)`);
    await (await bench.changes()).watch('one');
    await bench.run(`insert into one values (1, ${value}, 1)`);
    await bench.run('update one set n = 2');
    const [created, updated] = await bench.take();
    expect(updated!.old).toEqual(created!.record);
    expect(updated!.record).toEqual({ ...created!.record, n: 2 });
    return created!.record!['v'];
  }

  it.each([
    ['smallint', '-3', -3],
    ['integer', '2147483647', 2147483647],
    ['bigint', '9007199254740991', 9007199254740991],
    ['bigint', '9007199254740993', '9007199254740993'],
    ['bigint', '-9223372036854775808', '-9223372036854775808'],
    ['numeric(10,2)', '19.99', 19.99],
    ['numeric(10,2)', '10.50', 10.5],
    ['numeric', '0.1234567890123456789', '0.1234567890123456789'],
    ['numeric', '12345678901234567890.5', '12345678901234567890.5'],
    ['numeric', `'NaN'`, 'NaN'],
    ['real', '1.1', 1.1],
    ['double precision', '1e300', 1e300],
    ['double precision', `'-Infinity'`, '-Infinity'],
    ['double precision', `'NaN'`, 'NaN'],
    ['boolean', 'true', true],
    ['text', `E'quote " back \\\\ line \\n tab \\t snow ☃ emoji 😀'`, 'quote " back \\ line \n tab \t snow ☃ emoji 😀'],
    ['varchar(20)', `'<&>/'`, '<&>/'],
    ['char(5)', `'ab'`, 'ab   '],
    ['text', 'null', null],
    ['bytea', String.raw`'\x00ff10'`, 'AP8Q'],
    ['bytea', `decode(repeat('ab', 100), 'hex')`, Buffer.alloc(100, 0xab).toString('base64')],
    ['bytea', `''`, ''],
    ['timestamptz', `'2026-01-15 11:30:00.123456+01'`, '2026-01-15T10:30:00.123456Z'],
    ['timestamptz', `'2026-01-15 10:30:00Z'`, '2026-01-15T10:30:00Z'],
    ['timestamptz', `'infinity'`, 'infinity'],
    ['timestamp', `'2026-07-15 10:30:00.5'`, '2026-07-15T10:30:00.5Z'],
    ['timestamp', `'-infinity'`, '-infinity'],
    ['date', `'2026-01-15'`, '2026-01-15'],
    ['time', `'10:30:00'`, '10:30:00'],
    ['interval', `'1 day 2 hours 3.5 seconds'`, 'P1DT2H3.5S'],
    ['uuid', `'0190c7a1-0000-7000-8000-000000000000'`, '0190c7a1-0000-7000-8000-000000000000'],
    ['inet', `'10.1.2.3/24'`, '10.1.2.3/24'],
    ['jsonb', `'{"b": [1, 2.50, {"c": null}], "a": "x"}'`, { a: 'x', b: [1, 2.5, { c: null }] }],
    ['jsonb', `'12345678901234567890'`, '12345678901234567890'],
    ['jsonb', `'null'`, null],
    ['json', `'{"z": 1,   "a": [true]}'`, { z: 1, a: [true] }],
    ['text[]', `'{a,NULL,"b c"}'`, ['a', null, 'b c']],
    [
      'integer[][]',
      `'{{1,2},{3,4}}'`,
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['timestamptz[]', `array['2026-01-15 11:30:00+01']::timestamptz[]`, ['2026-01-15T10:30:00Z']],
    ['timestamp[]', `array['2026-01-15 11:30:00']::timestamp[]`, ['2026-01-15T11:30:00Z']],
    ['bytea[]', String.raw`array['\x00ff10', null]::bytea[]`, ['AP8Q', null]],
    ['bytea[]', `'{}'`, []],
    ['int4range', `'[1,5)'`, '[1,5)'],
    ['tstzrange', `'[2026-01-15 11:30:00+01,)'`, '["2026-01-15 10:30:00+00",)'],
    ['point', `'(1,2)'`, '(1,2)'],
    ['tsvector', `'a b'`, `'a' 'b'`],
    ['xml', `'<a>1</a>'`, '<a>1</a>'],
    ['bit(3)', `B'101'`, '101'],
    ['oid', '4294967295', '4294967295'],
  ])('has %s %s as it survives in JavaScript', async (type, value, expected) => {
    expect(await sent(type, value)).toEqual(expected);
  });

  it('has enums, domains and composite values', async () => {
    await bench.run(`create type mood as enum ('sad', 'ok'); create domain moment as timestamp; create domain later as moment;
      create domain bytes as bytea; create type pair as (x integer, "Y z" text)`);
    expect(await sent('mood', `'ok'`)).toBe('ok');
    expect(await sent('later', `'2026-01-15 10:30:00'`)).toBe('2026-01-15T10:30:00Z');
    expect(await sent('bytes', String.raw`'\xff'`)).toBe('/w==');
    expect(await sent('pair', `row(1, 'a')`)).toEqual({ x: 1, 'Y z': 'a' });
  });

  it('does not depend on the settings of whoever writes', async () => {
    await bench.run(
      `drop table if exists one; create table one (id integer primary key, a timestamptz, b interval, c bytea, d float8, e tstzrange)`,
    );
    await (await bench.changes()).watch('one');
    const client = await bench.pool.connect();
    try {
      await client.query(`set timezone = 'America/New_York'; set datestyle = 'SQL, DMY'; set intervalstyle = 'sql_standard';
        set bytea_output = 'escape'; set extra_float_digits = -3; set search_path = pg_temp; set standard_conforming_strings = off`);
      await client.query(
        `insert into public.one values (1, '2026-01-15 10:30:00Z', '1 day', 'ab', 0.1234567890123456, '[2026-01-15 10:30:00Z,)')`,
      );
      await client.query(`reset all`);
    } finally {
      client.release();
    }
    expect((await bench.take())[0]!.record).toEqual({
      id: 1,
      a: '2026-01-15T10:30:00Z',
      b: 'P1D',
      c: 'YWI=',
      d: 0.1234567890123456,
      e: '["2026-01-15 10:30:00+00",)',
    });
  });

  it('has stored generated columns, and leaves out those that are never stored', async () => {
    const { rows } = await bench.run(`select current_setting('server_version_num')::int as version`);
    const virtual = rows[0].version >= 180_000 ? ', c integer generated always as (a * 3) virtual' : '';
    await bench.run(
      `create table computed (id integer primary key, a integer, b integer generated always as (a * 2) stored${virtual})`,
    );
    await (await bench.changes()).watch('computed');
    await bench.run('insert into computed (id, a) values (1, 5)');
    await bench.run('update computed set a = 6');
    const [created, updated] = await bench.take();
    expect(created!.record).toEqual({ id: 1, a: 5, b: 10 });
    expect(updated).toMatchObject({ record: { id: 1, a: 6, b: 12 }, old: { id: 1, a: 5, b: 10 } });
  });

  it('follows ALTER TABLE at once, and costs what it did after the next tick', async () => {
    const changes = await bench.changes();
    await bench.run('create table altered (id integer primary key, v text, gone integer)');
    await changes.watch('altered');
    await bench.run(`insert into altered values (1, 'a', 1)`);
    await bench.run(
      `alter table altered drop column gone, add column "new one" timestamp default '2026-01-01', alter column id type bigint`,
    );
    await bench.run(`update altered set v = 'b'`);
    await bench.run(
      `alter table altered alter column v type integer using 7; alter table altered rename column v to w`,
    );
    await bench.run(`update altered set w = 8`);
    const expected = [
      { record: { id: 1, v: 'a', gone: 1 } },
      {
        record: { id: 1, v: 'b', 'new one': '2026-01-01T00:00:00Z' },
        old: { id: 1, v: 'a', 'new one': '2026-01-01T00:00:00Z' },
      },
      {
        record: { id: 1, w: 8, 'new one': '2026-01-01T00:00:00Z' },
        old: { id: 1, w: 7, 'new one': '2026-01-01T00:00:00Z' },
      },
    ];
    expect(await bench.take()).toMatchObject(expected);
    const body = `select md5(string_agg(prosrc, '')) as made from pg_proc where proname ~ '^capture_[0-9a-f]{32}$'`;
    const before = await bench.run(body);
    await changes.tick();
    expect((await bench.run(body)).rows).not.toEqual(before.rows);
    await bench.run(`update altered set w = 9`);
    expect((await bench.take())[0]!.record).toEqual({ ...expected[2]!.record, w: 9 });
  });

  it('goes without the columns that are excluded, which change nothing either', async () => {
    await bench.run(
      'create table people (id integer primary key, name text, password text, token text, project_id text)',
    );
    const changes = await bench.changes({
      tables: ['public.*', { table: 'people', exclude: ['token'] }],
      exclude: ['password', 'project_id'],
    });
    await changes.watch('people');
    await bench.run(`insert into people values (1, 'Ada', 'secret', 'secret', 'p1')`);
    await bench.run(`update people set password = 'other', token = 'other'`);
    await bench.run(`update people set name = 'Eve', password = 'third'`);
    await bench.run('delete from people');
    const events = await bench.take();
    expect(JSON.stringify(events)).not.toMatch(/secret|other|third|password|token/);
    expect(told(events, 'name')).toEqual(['created 1 Ada', 'updated 1 Ada→Eve', 'deleted 1 Eve']);
    expect(events.map(({ project }) => project)).toEqual(['p1', 'p1', 'p1']);
    const { rows } = await bench.run(
      `select count(*)::int as functions,
         count(*) filter (where prosrc like '%t.password%' or prosrc like '%t.token%')::int as leaks
       from pg_proc where prorettype = 'trigger'::regtype`,
    );
    expect(rows).toEqual([{ functions: expect.any(Number), leaks: 0 }]);
    expect(rows[0]!['functions']).toBeGreaterThan(0);
  });

  it('has the project of its project column, and none without one', async () => {
    await bench.run(`create table a (id integer primary key, project_id uuid); create table b (id integer primary key);
      create table c (id integer primary key, tenant integer, project_id text); create table d (id integer primary key, project_id text)`);
    const changes = await bench.changes({
      tables: ['public.*', { table: 'c', projectColumn: 'tenant' }, { table: 'd', projectColumn: null }],
    });
    await changes.watch('public.*');
    await bench.run(`insert into a values (1, '0190c7a1-0000-7000-8000-000000000000'), (2, null); insert into b values (1);
      insert into c values (1, 42, 'other'); insert into d values (1, 'ignored')`);
    const events = await bench.take();
    expect(events.map(({ table, project }) => `${table} ${project}`)).toEqual([
      ...['a 0190c7a1-0000-7000-8000-000000000000', 'a ', 'b ', 'c 42', 'd '],
    ]);
    await changes.unwatch('public.*');
  });

  it('of more than 256 KiB becomes an event that says so, and never fails the statement', async () => {
    await bench.run('create table big (id integer primary key, project_id text, v text, b bytea, j jsonb)');
    await (await bench.changes()).watch('big');
    await bench.run(
      `insert into big (id, v) values (1, repeat('x', 262000)), (2, repeat('x', 262200)), (3, repeat('"', 140000))`,
    );
    await bench.run(
      `insert into big (id, b) values (4, decode(repeat('00', 200000), 'hex')), (5, decode(repeat('00', 3000000), 'hex'))`,
    );
    await bench.run(`insert into big (id, j) select 6, jsonb_agg(md5(i::text)) from generate_series(1, 20000) i`);
    const events = await bench.take();
    expect(events.map(({ invalid, record }) => [record?.['id'], invalid])).toEqual([
      [1, null],
      ...Array.from({ length: 5 }, () => [undefined, 'too_large']),
    ]);
    await bench.run(`update big set v = 'small' where id in (2, 5)`);
    await bench.run(`delete from big where id = 2`);
    expect((await bench.take()).map(({ type, invalid, old }) => [type, invalid, old])).toEqual([
      ['big.updated', 'too_large', null],
      ['big.updated', 'too_large', null],
      ['big.deleted', null, null],
    ]);
  });

  it('with a project that cannot be one reaches nobody, and never fails the statement', async () => {
    await bench.run('create table odd (id integer primary key, project_id text, v json)');
    await (await bench.changes()).watch('odd');
    await bench.run(`insert into odd values (1, repeat('p', 65), null), (2, repeat('ü', 64), null), (3, '', null)`);
    const events = await bench.take();
    expect(events.map(({ project, invalid }) => [project, invalid])).toEqual([
      ['', 'invalid_project_id'],
      ['ü'.repeat(64), null],
      ['', null],
    ]);
    // What only the relay can see does not fail it either.
    await bench.run(String.raw`insert into odd values (4, 'p', '"\u0000"')`);
    expect((await bench.count()).events).toBe(1);
  });

  it('comes from tables and columns of any name', async () => {
    const long = 'x'.repeat(60);
    const names = ['Order Items', 'we"ird.na%me', `it's`, 'select', `${long}aaa`, `${long}aab`, 'ünï😀', '$body$'];
    const changes = await bench.changes();
    for (const name of names) {
      const quoted = `"${name.replaceAll('"', '""')}"`;
      await bench.run(
        `create table ${quoted} (id integer primary key, ${quoted} text, "Project_ID" text, r text, t text, n text, "%s" text, "a'b" timestamptz)`,
      );
      expect(await changes.watch(`public.${quoted}`)).toBe('installed');
      await bench.run(`insert into ${quoted} (id, ${quoted}, r, t, n, "%s") values (1, 'a', 'r', 't', 'n', 's')`);
      await bench.run(`update ${quoted} set ${quoted} = 'b', "a'b" = '2026-01-01Z'`);
      await bench.run(`insert into ${quoted} (id) select i from generate_series(2, 40) i`);
      const events = await bench.take();
      expect(events).toHaveLength(41);
      expect(events[1]).toMatchObject({
        table: name,
        type: `${name}.updated`,
        record: { id: 1, [name]: 'b', r: 'r', t: 't', n: 'n', '%s': 's', "a'b": '2026-01-01T00:00:00Z' },
        old: { id: 1, [name]: 'a', "a'b": null },
      });
    }
  });
});
