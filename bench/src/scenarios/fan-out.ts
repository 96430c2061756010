import { bareRate } from '../support/bare.js';
import { withPool } from '../support/bench-database.js';
import { drain } from '../support/drain-run.js';
import { makeWebhooks, storeEvents } from '../support/fixtures.js';
import { Receiver } from '../support/receiver-process.js';
import { ratiosOf, row, type BenchContext, type Row, type Scenario } from '../support/scenario.js';

const WEBHOOKS = 1000;

async function run(context: BenchContext): Promise<readonly Row[]> {
  const events = context.size(200, 15);
  const count = events * WEBHOOKS;
  const receiver = await Receiver.start();
  const bare: number[] = [];
  const ours: number[] = [];
  try {
    for (let round = 1; round <= context.rounds; round++) {
      context.step(`round ${round} of ${context.rounds}: bare`);
      bare.push(await bareRate(receiver.url(), count));
      context.step(`round ${round}: posthorn`);
      const databaseUrl = await context.server.posthorn('fan_out');
      await withPool(databaseUrl, async (pool) => {
        await makeWebhooks(pool, { count: WEBHOOKS, url: (index) => receiver.url(index) });
        await storeEvents(pool, { count: events });
      });
      const onProgress = (done: number): void => context.progress(done, count);
      ours.push((await drain({ databaseUrl, count, onProgress })).perSecond);
    }
  } finally {
    await receiver.stop();
    await context.server.drop('fan_out');
  }
  return [
    row({
      subject: 'posthorn',
      unit: 'deliveries/s',
      rounds: ours,
      ratios: ratiosOf(ours, bare),
      against: 'bare undici',
      goal: { of: 'ratio', least: 0.8 },
    }),
    row({ subject: 'bare undici, stores nothing', unit: 'requests/s', rounds: bare }),
  ];
}

export const fanOutScenario: Scenario = {
  name: 'fan-out',
  title: 'Fan-out: one event to 1,000 webhooks',
  method: '200 stored events, each heard by 1,000 webhooks on one origin; one dispatcher process that starts cold.',
  run,
};
