import { storeBacklog } from '../support/backlog.js';
import { withPool } from '../support/bench-database.js';
import { DispatcherProcess } from '../support/dispatcher-process.js';
import { makeWebhooks, releaseEvents, storeEvents, typeOf } from '../support/fixtures.js';
import { moment, sleep } from '../support/moment.js';
import { publishSteadily } from '../support/publisher-process.js';
import { Receiver } from '../support/receiver-process.js';
import { ratiosOf, row, type BenchContext, type Row, type Scenario } from '../support/scenario.js';
import { median, percentile } from '../support/statistics.js';

const HEALTHY = 20;
const PER_SECOND = 500;

interface Figures {
  readonly perSecond: number;
  readonly p95: number;
}

/** @param due deliveries of the webhook that never answers; 0: there is no such webhook */
async function measure(context: BenchContext, due: number): Promise<Figures> {
  const count = context.size(200_000, 10_000);
  const databaseUrl = await context.server.posthorn('hanging');
  const healthy = await Receiver.start({ record: true });
  const silent = await Receiver.start({ silent: true });
  const dispatcher = await DispatcherProcess.open(databaseUrl);
  try {
    return await withPool(databaseUrl, async (pool) => {
      await makeWebhooks(pool, { count: HEALTHY, url: (index) => healthy.url(index), hears: 'one' });
      if (due > 0) {
        const plan = { count: 1, url: () => silent.url(), timeoutSeconds: 3 };
        const webhookIds = await makeWebhooks(pool, plan);
        // Retries: nothing holds those back, a breaker would stop first attempts.
        await storeBacklog(pool, { webhookIds, count: due, lane: 0 });
        // They are its own: nobody else hears the events of its backlog.
        await pool.query('update posthorn.events set type = $1', [typeOf(HEALTHY)]);
      }
      await storeEvents(pool, { count, types: HEALTHY, outbox: false });
      await dispatcher.start();
      // Its requests are open, and the first of them have ended.
      if (due > 0) await sleep(context.quick ? 500 : 4000);
      const from = moment();
      const reaching = healthy.reaches(count, {
        seconds: context.size(60, 10),
        onProgress: (done) => context.progress(done, count),
      });
      await releaseEvents(pool, { except: typeOf(HEALTHY) });
      const reached = await reaching;
      const perSecond = (reached.count / (reached.at - from)) * 1000;
      await sleep(500);
      await healthy.times();
      const { published } = await publishSteadily({
        databaseUrl,
        engine: false,
        notify: true,
        warmUp: PER_SECOND,
        count: context.size(PER_SECOND * 8, PER_SECOND),
        perSecond: PER_SECOND,
        batch: 5,
        types: HEALTHY,
      });
      await sleep(1000);
      const times = await healthy.times();
      const waits = published.map(([id, at]) => (times.get(id) ?? Number.POSITIVE_INFINITY) - at);
      return { perSecond, p95: percentile(waits, 0.95) };
    });
  } finally {
    await dispatcher.end();
    await Promise.all([healthy.stop(), silent.stop()]);
  }
}

async function run(context: BenchContext): Promise<readonly Row[]> {
  const due = context.size(100_000, 5_000);
  const without: Figures[] = [];
  const beside: Figures[] = [];
  try {
    for (let round = 1; round <= context.rounds; round++) {
      context.step(`round ${round} of ${context.rounds}: 20 receivers`);
      without.push(await measure(context, 0));
      context.step(`round ${round}: one more that never answers`);
      beside.push(await measure(context, due));
    }
  } finally {
    await context.server.drop('hanging');
  }
  const rates = (of: readonly Figures[]): number[] => of.map(({ perSecond }) => perSecond);
  const waits = (of: readonly Figures[]): number[] => of.map(({ p95 }) => p95);
  return [
    row({
      subject: 'the other 20: throughput',
      unit: 'deliveries/s',
      rounds: rates(beside),
      ratios: ratiosOf(rates(beside), rates(without)),
      against: 'without it',
      goal: { of: 'ratio', least: 0.67 },
    }),
    row({
      subject: 'the other 20: latency p95 at 500 events/s',
      unit: 'ms',
      rounds: waits(beside),
      ratios: ratiosOf(waits(beside), waits(without)),
      against: `without it (${median(waits(without)).toFixed(1)} ms)`,
      goal: { of: 'ratio', most: 1.5 },
    }),
    row({ subject: '20 receivers alone: throughput', unit: 'deliveries/s', rounds: rates(without) }),
  ];
}

export const hangingScenario: Scenario = {
  name: 'hanging',
  title: 'One of 21 receivers never answers and has 100,000 due',
  method:
    'Its 100,000 are retries (no breaker holds those back), its timeout is 3 s, `max_in_flight` 64. Latency: commit to first byte ' +
    'with 500 events per second published by another process. Throughput: 200,000 events committed at once.',
  run,
};
