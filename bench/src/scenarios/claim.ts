import type pg from 'pg';
import { withPool } from '../support/bench-database.js';
import { PAYLOAD, PROJECT } from '../support/fixtures.js';
import { ClaimLoop } from '../support/claim-loop.js';
import { row, type BenchContext, type Row, type Scenario } from '../support/scenario.js';
import { median, percentile } from '../support/statistics.js';

const ROWS_OF_OTHERS = 20;
const CHURN = { full: 200_000, quick: 8_000 };

/** One webhook with a million due deliveries, the others with twenty each. */
async function store(pool: pg.Pool, webhooks: number, backlog: number): Promise<void> {
  await pool.query(
    `insert into posthorn.events (id, project_id, type, data)
     select posthorn.new_event_id(), $1, 'user.created', $2 from generate_series(1, 10000)`,
    [PROJECT, PAYLOAD],
  );
  await pool.query(
    `with event as (select array_agg(id) as ids from posthorn.events)
     insert into posthorn.queue (webhook_id, lane, due_at, event_id, project_id, attempts, steps)
     select md5(w::text)::uuid, 0, now() - interval '1 hour' + make_interval(secs => i * 0.001),
       event.ids[1 + i % 10000], $1, 1, 1
     from event, generate_series(1, $2::int) w, generate_series(1, case when w = 1 then $3::int else $4::int end) i
     order by 1, 3`,
    [PROJECT, webhooks, backlog, ROWS_OF_OTHERS],
  );
  await pool.query('vacuum analyze posthorn.queue');
}

interface Figures {
  readonly p50: number;
  readonly p95: number;
  readonly rowsPerClaim: number;
}

const figuresOf = (claims: readonly { milliseconds: number; rows: number }[]): Figures => {
  const times = claims.map(({ milliseconds }) => milliseconds);
  return {
    p50: median(times),
    p95: percentile(times, 0.95),
    rowsPerClaim: claims.reduce((sum, { rows }) => sum + rows, 0) / claims.length,
  };
};

async function measure(
  context: BenchContext,
  webhooks: number,
): Promise<{ clean: Figures; churned: Figures; snapshot: Figures }> {
  const claims = context.size(200, 40);
  const churn = context.size(CHURN.full, CHURN.quick);
  const databaseUrl = await context.server.posthorn('claim');
  return withPool(databaseUrl, async (pool) => {
    context.step(`${webhooks} webhooks: storing the queue`);
    await store(pool, webhooks, context.size(1_000_000, 40_000));
    const loop = new ClaimLoop(pool);
    await loop.claims(10);
    context.step(`${webhooks} webhooks: ${claims} claims`);
    const clean = figuresOf(await loop.claims(claims));
    context.step(`${webhooks} webhooks: ${churn} rows of churn`);
    await loop.churn(churn, (done) => context.progress(done, churn));
    const churned = figuresOf(await loop.claims(claims));
    const old = await pool.connect();
    try {
      await old.query('begin isolation level repeatable read');
      await old.query('select count(*) from posthorn.webhooks');
      context.step(`${webhooks} webhooks: ${churn} rows of churn under an old snapshot`);
      await loop.churn(churn, (done) => context.progress(done, churn));
      return { clean, churned, snapshot: figuresOf(await loop.claims(claims)) };
    } finally {
      await old.query('rollback');
      old.release();
    }
  });
}

async function run(context: BenchContext): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const churn = context.size(CHURN.full, CHURN.quick).toLocaleString('en');
  try {
    for (const webhooks of [1000, 10_000]) {
      const { clean, churned, snapshot } = await measure(context, webhooks);
      const where = `${webhooks.toLocaleString('en')} webhooks`;
      rows.push(
        row({
          subject: `${where}, p95`,
          unit: 'ms',
          rounds: [clean.p95],
          goal: { of: 'value', most: 10 },
        }),
        row({ subject: `${where}, p50`, unit: 'ms', rounds: [clean.p50] }),
        row({ subject: `${where}, rows per claim`, unit: 'rows', rounds: [clean.rowsPerClaim] }),
        row({
          subject: `${where}, after ${churn} rows of churn, p95`,
          unit: 'ms',
          rounds: [churned.p95],
          ratios: [churned.p95 / clean.p95],
          against: 'clean',
        }),
        row({
          subject: `${where}, old snapshot held open during the churn, p95`,
          unit: 'ms',
          rounds: [snapshot.p95],
          ratios: [snapshot.p95 / clean.p95],
          against: 'clean',
          goal: { of: 'ratio', most: 2 },
        }),
        row({
          subject: `${where}, old snapshot held open during the churn, p50`,
          unit: 'ms',
          rounds: [snapshot.p50],
          ratios: [snapshot.p50 / clean.p50],
          against: 'clean',
          goal: { of: 'ratio', most: 2 },
        }),
      );
    }
  } finally {
    await context.server.drop('claim');
  }
  return rows;
}

export const claimScenario: Scenario = {
  name: 'claim',
  title: 'Claim of 500 rows beside 1,000,000 due deliveries of one webhook',
  method:
    'The claim statement alone, named webhooks and low watermarks as the dispatcher gives them, 200 claims; the other ' +
    'webhooks have 20 due rows each; after each claim its rows are queued again. The ready list is read once a second.',
  run,
};
