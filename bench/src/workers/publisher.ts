/** Publishes at a steady pace, each transaction with a business row; dispatches too if it is told so. */
import 'reflect-metadata';
import pg from 'pg';
import { fromPg } from '@posthorn/database';
import { wakeChannel, WakeNotifier } from '@posthorn/webhooks/engine';
import { benchEvent, benchEvents, payloadOf } from '../support/bench-events.js';
import { openBus } from '../support/bus.js';
import { PROJECT } from '../support/fixtures.js';
import { moment, sleep } from '../support/moment.js';
import type { PublisherOptions } from '../support/publisher-process.js';
import { follow, optionsOf, say } from '../support/told.js';
import { openEngine } from './engine-process.js';

const options = optionsOf<PublisherOptions>();
const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 4, idleTimeoutMillis: 0 });
const database = fromPg(pool);
let recorded = 0;
const running = options.engine
  ? openEngine({ databaseUrl: options.databaseUrl }, { recorded: (rows) => (recorded += rows) })
  : undefined;
const notifier = options.notify ? new WakeNotifier(database, wakeChannel('posthorn')) : undefined;
const types = options.types === undefined ? [benchEvent] : benchEvents(options.types);
const bus = openBus(database, types, () => {
  running?.engine.wake('events');
  notifier?.notify();
});

const published: [string, number][] = [];
const batch = options.batch ?? 1;
let made = 0;

async function publish(counts: boolean): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('insert into business (note) values ($1)', ['a business row']);
    const events = await bus.publish(
      Array.from({ length: batch }, () => {
        const n = made++;
        return { type: types[n % types.length] ?? benchEvent, payload: payloadOf(n) };
      }),
      { tx: client, projectId: PROJECT },
    );
    await client.query('commit');
    const at = moment();
    if (counts) for (const { id } of events) published.push([id, at]);
  } finally {
    client.release();
  }
}

async function main(): Promise<void> {
  running?.engine.start();
  // The process joins the others before anything is measured.
  await sleep(500);
  const began = moment();
  const transactions = Math.ceil((options.warmUp + options.count) / batch);
  const under: Promise<void>[] = [];
  for (let n = 0; n < transactions; n++) {
    const wait = began + (n * batch * 1000) / options.perSecond - moment();
    if (wait > 0) await sleep(wait);
    under.push(publish(n * batch >= options.warmUp));
  }
  await Promise.all(under);
  for (let waited = 0; running !== undefined && recorded < made && waited < 100; waited++) await sleep(50);
  say({ said: 'published', published });
}

follow({}, async () => {
  await notifier?.close();
  await running?.close();
  await pool.end();
});
await main();
