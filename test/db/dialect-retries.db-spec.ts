import { setTimeout as sleep } from 'node:timers/promises';
import { fromPg } from '@posthorn/database';
import { allDialects, createDialects } from '@posthorn/dialects';
import { DialectRegistry } from '@posthorn/webhooks/engine';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { EngineBench, FakeSender, NOTHING_LEFT, responded } from './engine-support.js';

const START = Date.UTC(2026, 0, 15, 12);

/** The waits before each attempt, in seconds, as the documents print them; what they do not print is DESIGN's. */
const TABLES: Readonly<Record<string, readonly number[]>> = {
  standard: [0, 30, 300, 1800, 7200],
  backendify: [0, 60, 300, 1800, 7200],
  fluxbase: [0, 5, 10, 20],
  appwrite: [0, 5, 10, 20],
  classic: [0, 60, 300, 1800, 7200],
  'standard-webhooks': [0, 5, 20, 80, 320, 1280, 5120, 20480, 81920, 86400],
  'appwrite-native': [0],
  'fluxbase-native': [0, 5, 10, 20],
  cloudevents: [0, 30, 300, 1800, 7200],
  'cloudevents-binary': [0, 30, 300, 1800, 7200],
};

/**
 * The engine on an injected clock: its own and the database's. `now()` of these connections is a function that reads a
 * table, found before PostgreSQL's because the search path says so.
 */
describe('the retry table', () => {
  let base: TestDatabase;
  let pool: pg.Pool;
  let bench: EngineBench;
  let now = START;

  beforeAll(async () => {
    base = await createTestDatabase();
    await base.pool.query(`create schema clock;
      create table clock.hand (at timestamptz not null);
      insert into clock.hand values ('epoch');
      create function clock.now() returns timestamptz language sql stable as 'select at from clock.hand'`);
    pool = new pg.Pool({ connectionString: base.url, options: '-c search_path=clock,public,pg_catalog' });
    bench = new EngineBench(pool);
  });
  beforeEach(async () => {
    now = START;
    await setClock();
    await bench.clear();
  });
  afterEach(() => bench.stopAll());
  afterAll(async () => {
    await pool.end();
    await base.drop();
  });

  const setClock = () => pool.query('update clock.hand set at = to_timestamp($1::float8 / 1000)', [now]);
  const advance = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
    await setClock();
  };
  const engine = (sender: FakeSender) =>
    bench.engine(sender, {
      database: fromPg(pool),
      dialects: new DialectRegistry(createDialects()),
      clock: { now: () => new Date(now) },
      monotonic: { now: () => now - START, sleep: (milliseconds) => sleep(milliseconds) },
      // Draws the whole wait where a dialect has jitter.
      random: () => 1,
    });

  async function follow(table: readonly number[], sender: FakeSender): Promise<void> {
    const running = engine(sender);
    await bench.publish([bench.event()]);
    for (const [index, wait] of table.entries()) {
      if (wait > 0) {
        await advance(wait * 1000 - 1);
        await running.runOnce();
        expect([index, sender.requests.length]).toEqual([index, index]);
        await advance(1);
      }
      await running.runOnce();
      expect([index, sender.requests.length]).toEqual([index, index + 1]);
    }
    await advance(86_400_000);
    await running.runOnce();
    expect(sender.requests).toHaveLength(table.length);
    expect(await bench.deliveries()).toMatchObject([
      { status: 'failed', failure_reason: 'exhausted', attempts: table.length, status_code: 500 },
    ]);
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  }

  it('is known of every dialect', () => {
    expect(Object.keys(TABLES).sort()).toEqual(allDialects.map(({ name }) => name).sort());
  });

  it.each(Object.entries(TABLES))(
    'of %s is kept to the millisecond, and then the delivery has failed',
    async (dialect, table) => {
      await bench.webhook({ dialect });
      await follow(table, new FakeSender(() => responded(500)));
    },
  );

  it.each([
    [0, 5, [0]],
    [1, 60, [0, 60]],
    [10, 1, [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512]],
  ])(
    'of 002 with max_retries %i and retry_backoff_seconds %i doubles the wait',
    async (max_retries, backoff, table) => {
      await bench.webhook({ dialect: 'fluxbase', retry: { max_retries, backoff_seconds: backoff } });
      await follow(table, new FakeSender(() => responded(500)));
    },
  );

  it('gives every attempt the same body and id, and a timestamp and signature of its own', async () => {
    for (const dialect of ['backendify', 'appwrite', 'classic', 'standard', 'fluxbase-native']) {
      await bench.clear();
      now = START;
      await setClock();
      await bench.webhook({ dialect });
      const sender = new FakeSender(() => responded(500));
      await follow(TABLES[dialect]!, sender);
      const values = (name: string) => new Set(sender.header(name));
      expect(new Set(sender.requests.map(({ body }) => body)).size).toBe(1);
      expect(values('X-Posthorn-Event').size).toBe(1);
      const [timestamp] = Object.keys(sender.requests[0]!.headers).filter((name) => /timestamp/i.test(name));
      if (timestamp) {
        const sums = TABLES[dialect]!.map((_, index) => TABLES[dialect]!.slice(0, index + 1).reduce((a, b) => a + b));
        expect([...values(timestamp)]).toEqual(sums.map((seconds) => String(START / 1000 + seconds)));
      }
      const signed = dialect === 'classic' ? 1 : TABLES[dialect]!.length;
      const header = {
        appwrite: 'X-Appwrite-Webhook-Signature',
        standard: 'webhook-signature',
        'fluxbase-native': 'X-Fluxbase-Signature',
      }[dialect];
      expect([dialect, values(header ?? 'X-Webhook-Signature').size]).toEqual([dialect, signed]);
    }
  });

  it('of today’s Appwrite has one attempt, takes 3xx for success, and disables after ten failures in a row', async () => {
    const webhook = await bench.webhook({ dialect: 'appwrite-native' });
    let status = 500;
    const sender = new FakeSender(() => responded(status));
    const running = engine(sender);
    const send = async (): Promise<void> => {
      await bench.publish([bench.event()]);
      await running.runOnce();
      await advance(1000);
    };
    const disabled = async (): Promise<unknown> =>
      (await bench.rows('select disabled_reason from posthorn.webhooks where id = $1', [webhook]))[0]?.[
        'disabled_reason'
      ];
    for (let failures = 0; failures < 9; failures += 1) await send();
    status = 302;
    await send();
    status = 500;
    for (let failures = 0; failures < 9; failures += 1) await send();
    expect(await disabled()).toBeNull();
    await send();
    await running.runOnce();
    expect(await disabled()).toBe('failing');
    expect(sender.requests).toHaveLength(20);
  });
});
