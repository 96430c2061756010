import type pg from 'pg';
import { bareRate } from '../support/bare.js';
import { withPool } from '../support/bench-database.js';
import { delivered, DispatcherProcess } from '../support/dispatcher-process.js';
import { makeWebhooks, releaseEvents, storeEvents } from '../support/fixtures.js';
import { moment, sleep } from '../support/moment.js';
import { Receiver } from '../support/receiver-process.js';
import { ratiosOf, row, type BenchContext, type Row, type Scenario } from '../support/scenario.js';

/** Both reckon with each other: before that a newcomer holds no part of any cap. */
async function bothAdmitted(pool: pg.Pool): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ ready: boolean }>(
      'select count(*) = 2 and bool_and(cardinality(seen) = 2) as ready from posthorn.processes where expires_at > now()',
    );
    if (rows[0]?.ready === true) return;
    await sleep(50);
  }
}

async function run(context: BenchContext): Promise<readonly Row[]> {
  const count = context.size(400_000, 30_000);
  const receiver = await Receiver.start();
  const bare: number[] = [];
  const ours: number[] = [];
  try {
    for (let round = 1; round <= context.rounds; round++) {
      context.step(`round ${round} of ${context.rounds}: one bare loop`);
      bare.push(await bareRate(receiver.url(), count / 2));
      context.step(`round ${round}: two dispatcher processes`);
      const databaseUrl = await context.server.posthorn('two');
      await withPool(databaseUrl, async (pool) => {
        await makeWebhooks(pool, { count: 1, url: () => receiver.url(), maxInFlight: 128 });
        await storeEvents(pool, { count, outbox: false });
        const processes = [await DispatcherProcess.open(databaseUrl), await DispatcherProcess.open(databaseUrl)];
        try {
          await Promise.all(processes.map((each) => each.start()));
          await bothAdmitted(pool);
          await releaseEvents(pool);
          const from = moment();
          const onProgress = (done: number): void => context.progress(done, count);
          ours.push((await delivered(processes, { count, onProgress }, from)).perSecond);
        } finally {
          await Promise.all(processes.map((each) => each.end()));
        }
      });
    }
  } finally {
    await receiver.stop();
    await context.server.drop('two');
  }
  return [
    row({
      subject: 'two dispatcher processes',
      unit: 'deliveries/s',
      rounds: ours,
      ratios: ratiosOf(ours, bare),
      against: 'one bare loop',
      goal: { of: 'ratio', least: 1 },
    }),
    row({ subject: 'one bare undici loop', unit: 'requests/s', rounds: bare }),
  ];
}

export const twoProcessesScenario: Scenario = {
  name: 'two-processes',
  title: 'Two dispatcher processes',
  method:
    'Both run and know of each other, then 400,000 events are committed at once; from that commit until all are recorded. ' +
    'Each sends at most 64 requests at a time (`max_in_flight` 128).',
  run,
};
