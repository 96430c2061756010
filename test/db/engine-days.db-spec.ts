import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fromPg } from '@posthorn/database';
import {
  type EventToStore,
  formatId,
  Housekeeping,
  loadEngineStatements,
  silentLogger,
  uuidV7,
} from '@posthorn/webhooks/engine';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { CuttableDatabase, EngineBench, FakeSender } from './engine-support.js';

const DAY = 86_400_000;
const statements = loadEngineStatements('posthorn');

describe('a day without partitions', () => {
  let base: TestDatabase;
  let bench: EngineBench;
  /** Further away for each test. */
  let days = 20;

  beforeAll(async () => {
    base = await createTestDatabase();
  });
  beforeEach(() => {
    bench = new EngineBench(base.pool);
    days += 2;
  });
  afterAll(() => base.drop());

  const event = (): EventToStore => bench.event({ id: formatId('evt', uuidV7(Date.now() + days * DAY)) });
  const date = (): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

  it.each([
    ['the bus', (client: pg.PoolClient) => bench.writer.store(bench.database.join(client), [event()])],
    ['SQL', (client: pg.PoolClient) => client.query('select posthorn.ensure_day($1)', [date()])],
  ])('that %s has made is not believed in after its transaction was rolled back', async (_, make) => {
    const client = await base.pool.connect();
    await client.query('begin');
    await make(client);
    // Finds it there.
    await bench.writer.store(bench.database.join(client), [event()]);
    await client.query('rollback');
    client.release();
    await bench.publish([event()]);
    const floor = uuidV7(Date.now() + (days - 1) * DAY);
    expect(await bench.rows('select from posthorn.events where id > $1', [floor])).toHaveLength(1);
  });

  it('is looked for once by a process that finds it committed', async () => {
    await bench.publish([event()]);
    const asked: string[] = [];
    for (let i = 0; i < 3; i++) {
      const other = await base.pool.connect();
      await other.query('begin');
      const joined = bench.database.join(other);
      const counted = {
        onEnd: joined.onEnd.bind(joined),
        query: ((text, values) => {
          if (text === statements.ensureDay) asked.push(text);
          return joined.query(text, values);
        }) as typeof joined.query,
      };
      await bench.writer.store(counted, [event()]);
      await other.query('commit');
      other.release();
    }
    expect(asked).toHaveLength(1);
  });
});

describe('housekeeping that lacks a right', () => {
  let base: TestDatabase;
  let bench: EngineBench;

  beforeAll(async () => {
    base = await createTestDatabase();
    bench = new EngineBench(base.pool);
  });
  afterAll(() => base.drop());

  const clock = { now: () => new Date() };
  const old = (): EventToStore => bench.event({ id: formatId('evt', uuidV7(Date.now() - 32 * DAY)) });

  it('forgets old keys all the same when a day cannot be dropped, and fails with the reason', async () => {
    await base.pool.query(`insert into posthorn.publish_keys
      values ('p1', 'old', '', gen_random_uuid(), now() - interval '31 days')`);
    await bench.publish([old()]);
    const database = new CuttableDatabase(bench.database);
    const transaction = database.transaction.bind(database);
    const denied = Object.assign(new Error('permission denied'), { code: '42501' });
    database.transaction = (work) =>
      transaction((tx) =>
        work({
          query: (text, values) => (text === statements.endDay ? Promise.reject(denied) : tx.query(text, values)),
        }),
      );
    const housekeeping = new Housekeeping({ database, statements, logger: silentLogger, clock });
    await expect(housekeeping.runOnce()).rejects.toBe(denied);
    expect(await bench.rows('select from posthorn.publish_keys')).toEqual([]);
  });

  const poolOf = (user: string): pg.Pool => {
    const { hostname, port } = new URL(base.url);
    return new pg.Pool({ host: hostname, port: Number(port), database: base.name, user, password: 'x' });
  };

  it('makes, uses and ends days as a role that may read and write and owns nothing, and as none that may only read', async () => {
    const [app, reader] = [`app_${base.name.slice(-8)}`, `reader_${base.name.slice(-8)}`];
    await base.pool.query(`create role ${app} login password 'x'; create role ${reader} login password 'x';
      grant usage on schema posthorn to ${app}, ${reader};
      grant select on all tables in schema posthorn to ${reader};
      grant select, insert, update, delete on all tables in schema posthorn to ${app};
      grant usage, select on all sequences in schema posthorn to ${app}`);
    const [own, reading] = [poolOf(app), poolOf(reader)];
    try {
      const plain = new EngineBench(own);
      await bench.webhook();
      await plain.publish([old(), plain.event({ id: formatId('evt', uuidV7(Date.now() + 20 * DAY)) })]);
      const sender = new FakeSender();
      await plain.engine(sender).runOnce();
      await plain.stopAll();
      expect(sender.requests).toHaveLength(2);
      const endDay = reading.query('select posthorn.end_day(current_date)');
      await expect(endDay).rejects.toMatchObject({ code: '42501' });
      const makeDay = reading.query('select posthorn.ensure_day(current_date + 50)');
      await expect(makeDay).rejects.toMatchObject({ code: '42501' });
      const report = await new Housekeeping({
        database: plain.database,
        statements,
        logger: silentLogger,
        clock,
      }).runOnce();
      expect(report.dropped).toEqual([new Date(Date.now() - 32 * DAY).toISOString().slice(0, 10)]);
      // All of it belongs to the owner of the schema, who goes on with it.
      expect(await bench.rows(`select distinct relowner from pg_class where relname like 'events%'`)).toHaveLength(1);
    } finally {
      await Promise.all([own.end(), reading.end()]);
      await base.pool.query(`drop owned by ${app}, ${reader}; drop role ${app}, ${reader}`);
    }
  });

  it('drops days although it may make no temporary tables', async () => {
    const role = `posthorn_${base.name.slice(-8)}`;
    await bench.publish([old()]);
    await bench.rows('delete from posthorn.outbox');
    await base.pool.query(`create role ${role} login password 'x';
      revoke temporary on database ${base.name} from public;
      grant usage, create on schema posthorn to ${role}`);
    const tables = await bench.rows<{ name: string }>(`select oid::regclass::text as name from pg_class
      where relnamespace = 'posthorn'::regnamespace and relkind in ('r', 'p')`);
    for (const { name } of tables) await base.pool.query(`alter table ${name} owner to ${role}`);
    const own = poolOf(role);
    try {
      const database = fromPg(own);
      const report = await new Housekeeping({ database, statements, logger: silentLogger, clock }).runOnce();
      expect(report.dropped.length + report.thinned.length).toBeGreaterThan(0);
    } finally {
      await own.end();
      await base.pool.query(`reassign owned by ${role} to current_user; drop owned by ${role}; drop role ${role}`);
    }
  });
});
