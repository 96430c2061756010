import { bareRate, peerRate } from '../support/bare.js';
import { withPool } from '../support/bench-database.js';
import { drain } from '../support/drain-run.js';
import { makeWebhooks, storeEvents } from '../support/fixtures.js';
import { Receiver } from '../support/receiver-process.js';
import { startRedis } from '../support/redis.js';
import { ratiosOf, row, type BenchContext, type Row, type Scenario } from '../support/scenario.js';

const QUEUES = ['pg-boss', 'graphile-worker', 'bullmq'] as const;

async function run(context: BenchContext): Promise<readonly Row[]> {
  const count = context.size(200_000, 15_000);
  const peerCount = context.size(50_000, 4_000);
  const receiver = await Receiver.start();
  const redis = await startRedis();
  const queues = QUEUES.filter((name) => name !== 'bullmq' || redis !== undefined);
  const bare: number[] = [];
  const ours: number[] = [];
  const theirs = new Map<string, number[]>(queues.map((name) => [name, []]));
  try {
    for (let round = 1; round <= context.rounds; round++) {
      context.step(`round ${round} of ${context.rounds}: bare`);
      bare.push(await bareRate(receiver.url(), count));
      context.step(`round ${round}: posthorn`);
      const databaseUrl = await context.server.posthorn('drain');
      await withPool(databaseUrl, async (pool) => {
        await makeWebhooks(pool, { count: 1, url: () => receiver.url() });
        await storeEvents(pool, { count });
      });
      const onProgress = (done: number): void => context.progress(done, count);
      ours.push((await drain({ databaseUrl, count, onProgress })).perSecond);
      for (const [name, rates] of theirs) {
        context.step(`round ${round}: ${name}`);
        const options = {
          databaseUrl: await context.server.empty('peer'),
          receiver: receiver.url(),
          count: peerCount,
          ...(redis === undefined ? {} : { redis }),
        };
        rates.push(await peerRate(name, options));
      }
    }
  } finally {
    await receiver.stop();
    await redis?.stop();
    await context.server.drop('peer');
  }
  const best = ours.map((_, round) => Math.max(...[...theirs.values()].map((rates) => rates[round] ?? 0)));
  const unit = 'deliveries/s';
  return [
    row({
      subject: 'posthorn',
      unit,
      rounds: ours,
      ratios: ratiosOf(ours, bare),
      against: 'bare undici',
      goal: { of: 'ratio', least: 0.7 },
    }),
    row({
      subject: 'posthorn',
      unit,
      rounds: ours,
      ratios: ratiosOf(ours, best),
      against: 'best queue',
      goal: { of: 'ratio', least: 2 },
    }),
    row({ subject: 'bare undici, stores nothing', unit: 'requests/s', rounds: bare }),
    ...[...theirs].map(([name, rates]) =>
      row({ subject: name, unit, rounds: rates, ratios: ratiosOf(rates, bare), against: 'bare undici' }),
    ),
    ...(redis === undefined ? [row({ subject: 'bullmq (no redis-server here)', unit, rounds: [] })] : []),
  ];
}

export const drainScenario: Scenario = {
  name: 'drain',
  title: 'Drain: stored events to one fast receiver',
  method:
    '200,000 committed events, one dispatcher process that starts cold, 64 requests at a time, first tries succeed, ' +
    'every attempt logged. The queues do the same job (claim, sign, POST, record the outcome, one row per attempt) with ' +
    '50,000 jobs, our sender and a batched attempt log; BullMQ keeps its jobs in a Redis that is not on disk.',
  run,
};
