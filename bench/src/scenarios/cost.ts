import type pg from 'pg';
import { withPool } from '../support/bench-database.js';
import { drain } from '../support/drain-run.js';
import { makeWebhooks, PAYLOAD, storeEvents } from '../support/fixtures.js';
import { Receiver } from '../support/receiver-process.js';
import { ratiosOf, row, type BenchContext, type Row, type Scenario } from '../support/scenario.js';

/** Of one delivery. */
interface Cost {
  readonly databaseMicroseconds: number;
  readonly processMicroseconds: number;
  readonly walBytes: number;
  readonly statements: number;
  readonly commits: number;
  /** Of all deliveries: had to wait, and went the longer way through the queue. */
  readonly queued: number;
}

interface Counters {
  readonly lsn: string;
  readonly commits: number;
}

async function counters(pool: pg.Pool): Promise<Counters> {
  const { rows } = await pool.query<Counters>(
    `select pg_current_wal_insert_lsn()::text as lsn, xact_commit::int as commits
     from pg_stat_database where datname = current_database()`,
  );
  if (rows[0] === undefined) throw new Error('The database has no statistics.');
  return rows[0];
}

async function measure(context: BenchContext, receiver: Receiver, count: number, payload: string): Promise<Cost> {
  const databaseUrl = await context.server.posthorn('cost');
  const before = await withPool(databaseUrl, async (pool) => {
    await makeWebhooks(pool, { count: 1, url: () => receiver.url() });
    await storeEvents(pool, { count, payload });
    await pool.query(`alter database cost set pg_stat_statements.track = 'top'`);
    await pool.query('select pg_stat_statements_reset()');
    return counters(pool);
  });
  const { report } = await drain({ databaseUrl, count });
  return withPool(databaseUrl, async (pool) => {
    const after = await counters(pool);
    const { rows } = await pool.query<{ wal: number; statements: number; queued: number }>(
      `select pg_wal_lsn_diff($2, $1)::float8 as wal, (
         select sum(calls)::int from pg_stat_statements s join pg_database d on d.oid = s.dbid
         where d.datname = current_database() and query not like '%pg_stat%') as statements,
         (select n_tup_ins::int from pg_stat_user_tables where schemaname = 'posthorn' and relname = 'queue') as queued`,
      [before.lsn, after.lsn],
    );
    return {
      databaseMicroseconds: (report.databaseSeconds / count) * 1e6,
      processMicroseconds: (report.cpuSeconds / count) * 1e6,
      walBytes: (rows[0]?.wal ?? Number.NaN) / count,
      statements: (rows[0]?.statements ?? Number.NaN) / count,
      commits: (after.commits - before.commits) / count,
      queued: (rows[0]?.queued ?? Number.NaN) / count,
    };
  });
}

async function run(context: BenchContext): Promise<readonly Row[]> {
  const count = context.size(200_000, 15_000);
  const bigCount = context.size(50_000, 5_000);
  // Not compressible: a real one of this size would not be stored in a few bytes either.
  const big = JSON.stringify({ text: Array.from({ length: 500 }, (_, i) => (i * 7_368_787).toString(36)).join(' ') });
  const receiver = await Receiver.start();
  const costs: Cost[] = [];
  const smallOfSameCount: number[] = [];
  const bigWal: number[] = [];
  try {
    for (let round = 1; round <= context.rounds; round++) {
      context.step(`round ${round} of ${context.rounds}: payload of ${PAYLOAD.length} bytes`);
      costs.push(await measure(context, receiver, count, PAYLOAD));
      context.step(`round ${round}: payload of ${big.length} bytes`);
      smallOfSameCount.push((await measure(context, receiver, bigCount, PAYLOAD)).walBytes);
      bigWal.push((await measure(context, receiver, bigCount, big)).walBytes);
    }
  } finally {
    await receiver.stop();
    await context.server.drop('cost');
  }
  const of = (figure: keyof Cost): number[] => costs.map((cost) => cost[figure]);
  return [
    row({
      subject: 'PostgreSQL processor time per delivery',
      unit: 'µs',
      rounds: of('databaseMicroseconds'),
      goal: { of: 'value', most: 20 },
    }),
    row({ subject: 'WAL per delivery', unit: 'bytes', rounds: of('walBytes'), goal: { of: 'value', most: 900 } }),
    row({
      subject: 'statements per delivery',
      unit: '',
      rounds: of('statements'),
      goal: { of: 'value', most: 0.2 },
    }),
    row({ subject: 'commits per delivery', unit: '', rounds: of('commits'), goal: { of: 'value', most: 0.02 } }),
    row({
      subject: `WAL per delivery with a payload of ${big.length} bytes (the body is written once, by the publisher)`,
      unit: 'bytes',
      rounds: bigWal,
      ratios: ratiosOf(bigWal, smallOfSameCount),
      against: `the same with ${PAYLOAD.length} bytes`,
      goal: { of: 'ratio', most: 1.05 },
    }),
    row({ subject: 'deliveries that had to wait, through the queue', unit: 'of one', rounds: of('queued') }),
    row({ subject: 'Node processor time per delivery', unit: 'µs', rounds: of('processMicroseconds') }),
  ];
}

export const costScenario: Scenario = {
  name: 'cost',
  title: 'Cost of a delivery',
  method:
    'As `drain`. Processor time of the backends from /proc, WAL from its position (background work included, the ' +
    "publisher's part not), statements from pg_stat_statements, commits from pg_stat_database. The receiver answers " +
    'without a body, so no snippet of it is stored.',
  run,
};
