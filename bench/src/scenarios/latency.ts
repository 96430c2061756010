import { publishSteadily } from '../support/publisher-process.js';
import { withPool } from '../support/bench-database.js';
import { DispatcherProcess } from '../support/dispatcher-process.js';
import { makeWebhooks } from '../support/fixtures.js';
import { sleep } from '../support/moment.js';
import { Receiver } from '../support/receiver-process.js';
import { row, type BenchContext, type Goal, type Row, type Scenario } from '../support/scenario.js';
import { percentile } from '../support/statistics.js';

const PER_SECOND = 20;
const POLL_INTERVAL = 1000;

type Way = 'one process' | 'another process published' | 'another process published, notifications lost';

/** Milliseconds from the acknowledged commit to the first byte, of each event. */
async function measure(context: BenchContext, way: Way, count: number): Promise<number[]> {
  const databaseUrl = await context.server.posthorn('latency');
  const receiver = await Receiver.start({ record: true });
  const inOneProcess = way === 'one process';
  const dispatcher = inOneProcess ? undefined : await DispatcherProcess.open(databaseUrl);
  try {
    await withPool(databaseUrl, (pool) => makeWebhooks(pool, { count: 1, url: () => receiver.url() }));
    await dispatcher?.start();
    const { published } = await publishSteadily({
      databaseUrl,
      engine: inOneProcess,
      notify: way !== 'another process published, notifications lost',
      warmUp: PER_SECOND,
      count,
      perSecond: PER_SECOND,
    });
    const times = new Map<string, number>();
    for (let waited = 0; waited < 30 && published.some(([id]) => !times.has(id)); waited++) {
      await sleep(100);
      for (const [id, at] of await receiver.times()) if (!times.has(id)) times.set(id, at);
    }
    return published.map(([id, at]) => (times.get(id) ?? Number.POSITIVE_INFINITY) - at);
  } finally {
    await dispatcher?.end();
    await receiver.stop();
  }
}

async function run(context: BenchContext): Promise<readonly Row[]> {
  const count = context.size(300, 30);
  const rows: Row[] = [];
  const of = async (way: Way, goals: Readonly<Record<'p50' | 'p99' | 'max', Goal | undefined>>): Promise<void> => {
    context.step(way);
    const waits = await measure(context, way, count);
    for (const [name, share] of [
      ['p50', 0.5],
      ['p99', 0.99],
      ['max', 1],
    ] as const) {
      const goal = goals[name];
      const rounds = [percentile(waits, share)];
      rows.push(row({ subject: `${way}, ${name}`, unit: 'ms', rounds, ...(goal === undefined ? {} : { goal }) }));
    }
  };
  try {
    const atMost = (most: number): Goal => ({ of: 'value', most });
    await of('one process', { p50: atMost(3), p99: atMost(15), max: undefined });
    await of('another process published', { p50: atMost(5), p99: undefined, max: undefined });
    await of('another process published, notifications lost', {
      p50: undefined,
      p99: atMost(POLL_INTERVAL),
      max: undefined,
    });
  } finally {
    await context.server.drop('latency');
  }
  return rows;
}

export const latencyScenario: Scenario = {
  name: 'latency',
  title: 'From the commit to the first byte at the receiver',
  method:
    'Idle otherwise, 20 transactions per second, each inserts a business row and publishes one event. From the moment ' +
    'at which COMMIT is acknowledged. Lost notifications: nobody sends any, the poll (1 s) finds the events.',
  run,
};
