import { storeBacklog } from '../support/backlog.js';
import { bareRate } from '../support/bare.js';
import { withPool } from '../support/bench-database.js';
import { drain } from '../support/drain-run.js';
import { makeWebhooks } from '../support/fixtures.js';
import { Receiver } from '../support/receiver-process.js';
import { ratiosOf, row, type BenchContext, type Row, type Scenario } from '../support/scenario.js';

async function run(context: BenchContext): Promise<readonly Row[]> {
  const count = context.size(200_000, 10_000);
  const backlog = context.size(1_000_000, 30_000);
  const receiver = await Receiver.start();
  const bare: number[] = [];
  const crowded: number[] = [];
  const alone: number[] = [];
  const memory: number[] = [];
  const withWebhooks = async (name: string): Promise<{ url: string; webhookIds: string[] }> => {
    const url = await context.server.posthorn(name);
    const plan = { count: 1000, url: (index: number) => receiver.url(index) };
    return { url, webhookIds: await withPool(url, (pool) => makeWebhooks(pool, plan)) };
  };
  try {
    // Delivered rounds are on top, so that the last round has as much before it as the first.
    const total = backlog + count * (context.rounds - 1);
    context.step(`storing ${total.toLocaleString('en')} deliveries that are due`);
    const large = await withWebhooks('pending_large');
    await withPool(large.url, (pool) => storeBacklog(pool, { webhookIds: large.webhookIds, count: total, lane: 0 }));
    for (let round = 1; round <= context.rounds; round++) {
      context.step(`round ${round} of ${context.rounds}: bare`);
      bare.push(await bareRate(receiver.url(), count));
      context.step(`round ${round}: without a backlog`);
      const small = await withWebhooks('pending_small');
      await withPool(small.url, (pool) => storeBacklog(pool, { webhookIds: small.webhookIds, count, lane: 0 }));
      alone.push((await drain({ databaseUrl: small.url, count })).perSecond);
      context.step(`round ${round}: with the backlog`);
      const onProgress = (done: number): void => context.progress(done, count);
      const result = await drain({ databaseUrl: large.url, count, onProgress });
      crowded.push(result.perSecond);
      memory.push(result.report.peakRssMiB);
    }
  } finally {
    await receiver.stop();
    await context.server.drop('pending_large');
    await context.server.drop('pending_small');
  }
  const unit = 'deliveries/s';
  return [
    row({
      subject: `retries due, ${backlog.toLocaleString('en')} waiting`,
      unit,
      rounds: crowded,
      ratios: ratiosOf(crowded, bare),
      against: 'bare undici',
      goal: { of: 'ratio', least: 0.6 },
    }),
    row({
      subject: `retries due, ${backlog.toLocaleString('en')} waiting`,
      unit,
      rounds: crowded,
      ratios: ratiosOf(crowded, alone),
      against: 'without the backlog',
      goal: { of: 'ratio', least: 0.9 },
    }),
    row({ subject: 'retries due, nothing else waiting', unit, rounds: alone }),
    row({ subject: 'resident memory, highest', unit: 'MiB', rounds: memory, goal: { of: 'value', most: 250 } }),
    row({ subject: 'bare undici, stores nothing', unit: 'requests/s', rounds: bare }),
  ];
}

export const pendingScenario: Scenario = {
  name: 'pending',
  title: 'Pending path: retries with a backlog',
  method:
    '1,000 webhooks on one origin; 1,000,000 deliveries with one failed attempt each are due. The time is that of the ' +
    'first 200,000. Beside it the same with 200,000 due in all.',
  run,
};
