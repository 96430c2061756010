import { withPool } from '../support/bench-database.js';
import { DispatcherProcess } from '../support/dispatcher-process.js';
import { makeWebhooks, storeEvents } from '../support/fixtures.js';
import { Receiver } from '../support/receiver-process.js';
import { ratiosOf, row, type BenchContext, type Row, type Scenario } from '../support/scenario.js';

const WEBHOOKS = 200;

type Death = 'refuse connections' | 'never answer';

/** Deliveries per second to the healthy half, or to all when nobody is dead. */
async function healthyRate(context: BenchContext, death: Death | null): Promise<number> {
  const count = context.size(200_000, 10_000);
  const databaseUrl = await context.server.posthorn('dead_half');
  const healthy = await Receiver.start();
  const dead = await Receiver.start({ silent: true });
  if (death === 'refuse connections') await dead.stop();
  const dispatcher = await DispatcherProcess.open(databaseUrl);
  try {
    await withPool(databaseUrl, async (pool) => {
      const url = (index: number): string => (death !== null && index % 2 === 1 ? dead.url(index) : healthy.url(index));
      await makeWebhooks(pool, { count: WEBHOOKS, url, hears: 'one', timeoutSeconds: 3 });
      await storeEvents(pool, { count, types: WEBHOOKS });
    });
    const expected = death === null ? count : count / 2;
    const reaching = healthy.reaches(expected, {
      // So long, and what was delivered by then, when the dead hold up the living.
      seconds: context.size(60, 8),
      onProgress: (done) => context.progress(done, expected),
    });
    const from = await dispatcher.start();
    const reached = await reaching;
    return (reached.count / (reached.at - from)) * 1000;
  } finally {
    await dispatcher.end();
    await Promise.all([healthy.stop(), dead.stop()]);
  }
}

async function run(context: BenchContext): Promise<readonly Row[]> {
  const rates = { all: [] as number[], refuse: [] as number[], silent: [] as number[] };
  try {
    for (let round = 1; round <= context.rounds; round++) {
      context.step(`round ${round} of ${context.rounds}: all healthy`);
      rates.all.push(await healthyRate(context, null));
      context.step(`round ${round}: half refuse connections`);
      rates.refuse.push(await healthyRate(context, 'refuse connections'));
      context.step(`round ${round}: half never answer`);
      rates.silent.push(await healthyRate(context, 'never answer'));
    }
  } finally {
    await context.server.drop('dead_half');
  }
  const unit = 'deliveries/s';
  const goal = { of: 'ratio', least: 0.5 } as const;
  const against = 'all healthy';
  return [
    row({
      subject: 'healthy half, the other refuses connections',
      unit,
      rounds: rates.refuse,
      ratios: ratiosOf(rates.refuse, rates.all),
      against,
      goal,
    }),
    row({
      subject: 'healthy half, the other never answers',
      unit,
      rounds: rates.silent,
      ratios: ratiosOf(rates.silent, rates.all),
      against,
      goal,
    }),
    row({ subject: 'all 200 healthy', unit, rounds: rates.all }),
  ];
}

export const deadHalfScenario: Scenario = {
  name: 'dead-half',
  title: 'Half of 200 receivers dead',
  method:
    '200,000 stored events go to 200 webhooks in turn; until the healthy ones have theirs. At most a minute. Timeout 3 s, breakers as ' +
    'they are by default.',
  run,
};
