import type pg from 'pg';
import { fromPg } from '@posthorn/database';
import { Housekeeping } from '@posthorn/webhooks';
import { loadEngineStatements, silentLogger } from '@posthorn/webhooks/engine';
import { withPool } from '../support/bench-database.js';
import { delivered, DispatcherProcess } from '../support/dispatcher-process.js';
import { makeWebhooks, PAYLOAD, PROJECT, storeEvents } from '../support/fixtures.js';
import { moment, sleep } from '../support/moment.js';
import { Receiver } from '../support/receiver-process.js';
import { row, type BenchContext, type Row, type Scenario } from '../support/scenario.js';

const DAYS_AGO = 40;

/** A day past the retention: events, each with a delivery and an attempt. */
async function storeOldDay(pool: pg.Pool, count: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('set local synchronous_commit = off');
    await client.query(`select posthorn.ensure_day((now() at time zone 'UTC')::date - $1::int)`, [DAYS_AGO]);
    await client.query(
      `create temporary table old on commit drop as
       select overlay(gen_random_uuid()::text placing substr(posthorn.uuid_floor(
           ((now() at time zone 'UTC')::date - $1::int)::timestamp at time zone 'UTC' + make_interval(secs => i * 0.05)
         )::text, 1, 15) from 1 for 15)::uuid as id, gen_random_uuid() as webhook
       from generate_series(1, $2::int) i`,
      [DAYS_AGO, count],
    );
    await client.query(
      `insert into posthorn.events (id, project_id, type, data) select id, $1, 'user.created', $2 from old`,
      [PROJECT, PAYLOAD],
    );
    await client.query(
      `insert into posthorn.deliveries (event_id, webhook_id, project_id, event_project_id, event_type, status, attempts,
         status_code, response_time_ms, finished_at)
       select id, webhook, $1, $1, 'user.created', 'success', 1, 204, 1, now() from old`,
      [PROJECT],
    );
    await client.query(
      `insert into posthorn.attempts (event_id, webhook_id, number, project_id, outcome, started_at, duration_ms, status_code)
       select id, webhook, 1, $1, 'success', now(), 1, 204 from old`,
      [PROJECT],
    );
    await client.query('commit');
  } finally {
    client.release();
  }
  // Long done for a day that is so old. Left to autovacuum, it would hold the tables just when they are to go.
  await pool.query('vacuum analyze posthorn.events, posthorn.deliveries, posthorn.attempts');
}

interface Removal {
  readonly seconds: number;
  readonly tries: number;
  readonly pauseMs: number;
}

async function measure(context: BenchContext): Promise<Removal> {
  const rows = context.size(1_000_000, 30_000);
  const events = context.size(200_000, 40_000);
  const databaseUrl = await context.server.posthorn('retention');
  const receiver = await Receiver.start();
  const dispatcher = await DispatcherProcess.open(databaseUrl);
  try {
    return await withPool(databaseUrl, async (pool) => {
      context.step(`storing a day of ${rows.toLocaleString('en')} deliveries and attempts`);
      await storeOldDay(pool, rows);
      await makeWebhooks(pool, { count: 1, url: () => receiver.url() });
      await storeEvents(pool, { count: events });
      const housekeeping = new Housekeeping({
        database: fromPg(pool),
        statements: loadEngineStatements('posthorn'),
        logger: silentLogger,
        clock: { now: () => new Date() },
      });
      context.step('removing it while delivering');
      const from = await dispatcher.start();
      const all = delivered([dispatcher], { count: events }, from);
      await delivered([dispatcher], { count: events / 4 }, from);
      dispatcher.mark();
      const began = moment();
      let tries = 1;
      while (!(await housekeeping.runOnce()).dropped.length) {
        // A tick of the housekeeping is a minute away in production; what counts is the work, not the waiting.
        tries++;
        await sleep(10);
        if (tries > 100) throw new Error('The day could not be removed.');
      }
      const seconds = (moment() - began) / 1000;
      const { stored } = dispatcher;
      const { longestGap } = await dispatcher.report();
      if (stored >= events) context.step('(it was delivered before the removal had ended)');
      await all;
      return { seconds, tries, pauseMs: longestGap };
    });
  } finally {
    await dispatcher.end();
    await receiver.stop();
  }
}

async function run(context: BenchContext): Promise<readonly Row[]> {
  const removals: Removal[] = [];
  try {
    for (let round = 1; round <= context.rounds; round++) removals.push(await measure(context));
  } finally {
    await context.server.drop('retention');
  }
  return [
    row({
      subject: 'one day removed, while delivering',
      unit: 's',
      rounds: removals.map(({ seconds }) => seconds),
      goal: { of: 'value', most: 1 },
    }),
    row({ subject: 'tries until its locks were free', unit: '', rounds: removals.map(({ tries }) => tries) }),
    row({
      subject: 'longest time without a stored outcome meanwhile',
      unit: 'ms',
      rounds: removals.map(({ pauseMs }) => pauseMs),
    }),
  ];
}

export const retentionScenario: Scenario = {
  name: 'retention',
  title: 'Retention: a day of 1,000,000 deliveries and attempts',
  method:
    'One run of the housekeeping with its lock timeout of 200 ms, repeated at once when a lock was held, while a ' +
    'dispatcher process delivers 200,000 events of today.',
  run,
};
