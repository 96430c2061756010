import { beforeEach, describe, expect, it } from '@jest/globals';
import type { TestDatabase } from '../support/index.js';
import { onEngineBench } from './engine-hooks.js';
import { CuttableDatabase, type EngineBench, FakeSender, responded } from './engine-support.js';
import {
  type EventToStore,
  formatId,
  Housekeeping,
  type HousekeepingDeps,
  loadEngineStatements,
  silentLogger,
  uuidV7,
} from '@posthorn/webhooks/engine';

const DAY = 86_400_000;

describe('housekeeping', () => {
  let base: TestDatabase;
  let bench: EngineBench;
  /** By the clock of the process. */
  let now: number;
  let daysAhead: number;

  onEngineBench((made) => ({ base, bench } = made));
  beforeEach(() => {
    now = Date.now();
    daysAhead = 7;
  });

  const housekeeping = (
    onDays?: (days: readonly string[]) => void,
    given: Partial<HousekeepingDeps> = {},
  ): Housekeeping =>
    new Housekeeping({
      database: bench.database,
      statements: loadEngineStatements('posthorn'),
      logger: silentLogger,
      clock: { now: () => new Date(now) },
      options: { daysAhead },
      ...(onDays === undefined ? {} : { onDays }),
      ...given,
    });
  const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
  const eventOf = (daysAgo: number): EventToStore =>
    bench.event({ id: formatId('evt', uuidV7(Date.now() - daysAgo * DAY)) });
  const days = async (): Promise<unknown[]> =>
    (
      await bench.rows(`select right(c.relname, 8) as day from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'posthorn.events'::regclass order by 1`)
    ).map((row) => row['day']);

  it('makes a week of partitions ahead and says so', async () => {
    // The template may have been made before midnight.
    await housekeeping().runOnce();
    daysAhead = 10;
    let known: readonly string[] = [];
    const report = await housekeeping((seen) => (known = seen)).runOnce();
    expect(report.made).toEqual([8, 9, 10].map((ahead) => dayOf(now + ahead * DAY)));
    expect(known).toContain(dayOf(now + 10 * DAY));
    expect((await housekeeping().runOnce()).made).toEqual([]);
  });

  it('drops a day that is past the retention, with everything of it', async () => {
    await bench.webhook();
    await bench.publish([eventOf(32)]);
    await bench.engine(new FakeSender()).runOnce();
    const day = dayOf(now - 32 * DAY);
    const report = await housekeeping().runOnce();
    expect(report.dropped).toEqual([day]);
    expect(await bench.rows('select from posthorn.events')).toEqual([]);
    expect(await days()).not.toContain(day.replaceAll('-', ''));
  });

  it.each([
    ['of its process', 32, 0],
    ['of the database', 0, 32],
  ])('drops nothing because the clock %s is ahead, and says so', async (_, processAhead, databaseAhead) => {
    await bench.webhook();
    await bench.publish([bench.event()]);
    await bench.engine(new FakeSender()).runOnce();
    now += processAhead * DAY;
    const { listDays } = loadEngineStatements('posthorn');
    const database = new CuttableDatabase(bench.database);
    const query = database.query.bind(database);
    database.query = async (text: string, values?: readonly unknown[]) => {
      const result = await query<never>(text, values);
      if (text !== listDays) return result;
      const rows = (result.rows as object[]).map((row) => ({ ...row, today: dayOf(Date.now() + databaseAhead * DAY) }));
      return { ...result, rows: rows as never[] };
    };
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
    const worker = housekeeping(undefined, { database, logger });
    for (const { dropped, thinned } of [await worker.runOnce(), await worker.runOnce()]) {
      expect([...dropped, ...thinned]).toEqual([]);
    }
    expect(await bench.deliveries()).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining('clock')]);
  });

  it('keeps what is undelivered and only that, and delivers it afterwards', async () => {
    await bench.webhook({ retry: { schedule: [0, 3600] } });
    const waiting = eventOf(40);
    const engine = bench.engine(new FakeSender((request) => responded(request.body.includes(waiting.id) ? 500 : 200)));
    await bench.publish([waiting, eventOf(40), eventOf(40)]);
    await engine.runOnce();
    const day = dayOf(now - 40 * DAY);
    expect((await housekeeping().runOnce()).thinned).toEqual([day]);
    expect(await bench.deliveries()).toMatchObject([{ status: 'pending', attempts: 1 }]);
    expect(await bench.attempts()).toHaveLength(1);
    expect((await housekeeping().runOnce()).thinned).toEqual([]);

    await bench.makeDue();
    await bench.engine(new FakeSender()).runOnce();
    expect(await bench.deliveries()).toMatchObject([{ status: 'success', attempts: 2 }]);
    expect((await housekeeping().runOnce()).dropped).toEqual([day]);
  });

  it('never makes a publisher wait behind it', async () => {
    const client = await base.pool.connect();
    try {
      await bench.publish([eventOf(40)]);
      await client.query('begin');
      await bench.writer.store(bench.database.join(client), [eventOf(40)]);
      const running = housekeeping().runOnce();
      const start = performance.now();
      for (let i = 0; i < 5; i++) await bench.publish([bench.event()]);
      // Behind one lock timeout at the most for each day that is tried, never until the open transaction ends.
      expect(performance.now() - start).toBeLessThan(30_000);
      const report = await running;
      expect(report.postponed.length).toBeGreaterThan(0);
      expect(report.dropped).toEqual([]);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('is done by one process when several tick at once', async () => {
    daysAhead = 20;
    const reports = await Promise.all([housekeeping().runOnce(), housekeeping().runOnce(), housekeeping().runOnce()]);
    const made = reports.flatMap((report) => report.made);
    expect(new Set(made).size).toBe(made.length);
    await housekeeping().runOnce();
    expect(await days()).toContain(dayOf(now + 20 * DAY).replaceAll('-', ''));
  });

  it('leaves a day alone that another process has dropped since it was listed', async () => {
    for (const ago of [50, 49]) await bench.rows('select posthorn.ensure_day($1)', [dayOf(now - ago * DAY)]);
    const { housekeepingLock } = loadEngineStatements('posthorn');
    // By then the session has dropped one, and knows all that it needs for another.
    const [first, second] = await days();
    const dashed = (day: unknown): string => String(day).replace(/(....)(..)/, '$1-$2-');
    const duty = `day ${dashed(second)}`;
    const late = new CuttableDatabase(bench.database);
    const transaction = late.transaction.bind(late);
    late.transaction = (work) =>
      transaction((tx) =>
        work({
          query: async (text, values) => {
            if (text === housekeepingLock && values?.[0] === duty) {
              await tx.query(`select to_regclass('posthorn.deliveries_${String(second)}')`);
              await bench.rows('select posthorn.end_day($1)', [dashed(second)]);
            }
            return tx.query(text, values);
          },
        }),
      );
    const { dropped, postponed } = await housekeeping(undefined, { database: late }).runOnce();
    expect(dropped).toContain(dashed(first));
    expect(dropped).not.toContain(dashed(second));
    expect(postponed).toEqual([]);
    expect(await days()).not.toContain(second);
  });

  it('runs once per interval, whichever process ticks first and however often they tick', async () => {
    await bench.rows('delete from posthorn.ticks');
    let runs = 0;
    const counted = new CuttableDatabase(bench.database);
    const transaction = counted.transaction.bind(counted);
    counted.transaction = (work) => {
      runs++;
      return transaction(work);
    };
    const known: (readonly string[])[] = [];
    const processes = [1, 2, 3].map(() => housekeeping((seen) => known.push(seen), { database: counted }));
    await Promise.all(processes.map((each) => each.tick()));
    const once = runs;
    expect(once).toBeGreaterThan(0);
    // All of them know the days, whoever has made them.
    expect(known).toHaveLength(3);
    for (let tick = 0; tick < 3; tick++) await Promise.all(processes.map((each) => each.tick()));
    // Nor does a process that has just begun.
    await housekeeping(undefined, { database: counted }).tick();
    expect(runs).toBe(once);

    await bench.rows("update posthorn.ticks set begun_at = begun_at - interval '55 s'");
    await housekeeping(undefined, { database: counted }).tick();
    expect(runs).toBeGreaterThan(once);
  });

  it('forgets publish keys after the retention and Idempotency-Keys after a day', async () => {
    await base.pool.query(`insert into posthorn.publish_keys values
      ('p1', 'old', '', gen_random_uuid(), now() - interval '31 days'), ('p1', 'new', '', gen_random_uuid(), now())`);
    await base.pool.query(`insert into posthorn.idempotency_keys (scope, key, digest, created_at) values
      ('s', 'old', '', now() - interval '25 hours'), ('s', 'new', '', now())`);
    await housekeeping().runOnce();
    expect(await bench.rows('select key from posthorn.publish_keys')).toEqual([{ key: 'new' }]);
    expect(await bench.rows('select key from posthorn.idempotency_keys')).toEqual([{ key: 'new' }]);
  });

  it('forgets all old keys in one run, however many there are', async () => {
    await base.pool.query(`insert into posthorn.publish_keys
      select 'p1', n::text, '', gen_random_uuid(), now() - interval '31 days' from generate_series(1, 12000) n`);
    await base.pool.query(`insert into posthorn.idempotency_keys (scope, key, digest, created_at)
      select 's', 'old ' || n, '', now() - interval '25 hours' from generate_series(1, 12000) n`);
    await housekeeping().runOnce();
    expect(await bench.rows("select key from posthorn.publish_keys where key <> 'new'")).toEqual([]);
    expect(await bench.rows("select key from posthorn.idempotency_keys where key <> 'new'")).toEqual([]);
  });
});
