import { peerRate } from '../support/bare.js';
import { withPool } from '../support/bench-database.js';
import { drain } from '../support/drain-run.js';
import { makeWebhooks, storeEvents } from '../support/fixtures.js';
import { Receiver } from '../support/receiver-process.js';
import { ratiosOf, row, type BenchContext, type Row, type Scenario } from '../support/scenario.js';

interface Case {
  readonly webhooks: number;
  readonly delayMs: number;
  /** How many times the model's rate. */
  readonly goal: number | null;
}

const CASES: readonly Case[] = [
  { webhooks: 1, delayMs: 0, goal: 15 },
  { webhooks: 10, delayMs: 0, goal: null },
  { webhooks: 100, delayMs: 0, goal: 6 },
  { webhooks: 1000, delayMs: 0, goal: null },
  ...[1, 10, 100, 1000].map((webhooks) => ({ webhooks, delayMs: 100, goal: 8 })),
];

async function compare(context: BenchContext, which: Case): Promise<{ ours: number[]; theirs: number[] }> {
  const { webhooks, delayMs } = which;
  const seconds = context.quick ? 1 : 4;
  const warmUpSeconds = context.quick ? 0.7 : 1;
  const slow = delayMs > 0;
  // What neither can finish within the time; the model is far from that.
  const count = Math.ceil((slow ? 15_000 : 50_000) * (seconds + warmUpSeconds));
  const modelCount = Math.ceil((slow ? 500 : 8_000) * (seconds + warmUpSeconds));
  const receiver = await Receiver.start({ delayMs });
  const ours: number[] = [];
  const theirs: number[] = [];
  try {
    for (let round = 1; round <= context.rounds; round++) {
      context.step(`${nameOf(which)}, round ${round} of ${context.rounds}`);
      const databaseUrl = await context.server.posthorn('nest');
      await withPool(databaseUrl, async (pool) => {
        await makeWebhooks(pool, { count: webhooks, url: (index) => receiver.url(index), hears: 'one' });
        await storeEvents(pool, { count, types: webhooks });
      });
      ours.push((await drain({ databaseUrl, count, seconds, warmUpSeconds })).perSecond);
      const options = { receiver: receiver.origin, count: modelCount, webhooks, seconds, warmUpSeconds };
      theirs.push(await peerRate('nest-model', { databaseUrl: await context.server.empty('nest'), ...options }));
    }
  } finally {
    await receiver.stop();
    await context.server.drop('nest');
  }
  return { ours, theirs };
}

const nameOf = ({ webhooks, delayMs }: Case): string =>
  `${webhooks} ${webhooks === 1 ? 'webhook' : 'webhooks'}, ` +
  (delayMs === 0 ? 'answers at once' : `answers after ${delayMs} ms`);

async function run(context: BenchContext): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const cases = context.quick ? CASES.filter(({ webhooks }) => webhooks === 1 || webhooks === 100) : CASES;
  for (const which of cases) {
    const { ours, theirs } = await compare(context, which);
    const subject = nameOf(which);
    rows.push(
      row({
        subject,
        unit: 'deliveries/s',
        rounds: ours,
        ratios: ratiosOf(ours, theirs),
        against: 'nest-model',
        ...(which.goal === null ? {} : { goal: { of: 'ratio', least: which.goal } as const }),
      }),
      row({ subject: `nest-model: ${subject}`, unit: 'deliveries/s', rounds: theirs }),
    );
  }
  return rows;
}

export const nestModelScenario: Scenario = {
  name: 'nest-model',
  title: 'Beside the algorithm that @nestjs/webhooks documents',
  method:
    '`nest-model` is our own small model of that algorithm and not the package: a batch of 50 with a barrier, 10 lanes, ' +
    'one request at a time per endpoint, a new connection and one recording statement per attempt, a poll each second. ' +
    'Events go to the webhooks in turn, all on one origin; both run for 4 seconds after one to warm up, with more stored than they can do.',
  run,
};
