/** Clients that insert one business row per transaction, and publish or not. */
import 'reflect-metadata';
import pg from 'pg';
import { fromPg } from '@posthorn/database';
import { wakeChannel, WakeNotifier } from '@posthorn/webhooks/engine';
import { benchEvent, payloadOf } from '../support/bench-events.js';
import { openBus } from '../support/bus.js';
import { PROJECT } from '../support/fixtures.js';
import { notifiesOf, statementsOf, transactionsPerSecond, type TransactionLoad } from '../support/load.js';
import { optionsOf } from '../support/told.js';

interface InsertLoad extends TransactionLoad {
  readonly databaseUrl: string;
  readonly publishes: boolean;
}

const options = optionsOf<InsertLoad>();
const pool = new pg.Pool({ connectionString: options.databaseUrl, max: options.clients + 1 });
const database = fromPg(pool);
const notifier = new WakeNotifier(database, wakeChannel('posthorn'));
const bus = openBus(database, [benchEvent], () => notifier.notify());
const clients = await Promise.all(Array.from({ length: options.clients }, () => pool.connect()));

let n = 0;
async function transaction(client: pg.PoolClient): Promise<void> {
  await client.query('begin');
  await client.query('insert into business (note) values ($1)', ['a business row']);
  if (options.publishes) await bus.publish(benchEvent, payloadOf(n++), { tx: client, projectId: PROJECT });
  await client.query('commit');
}

const [first] = clients;
if (first === undefined) throw new Error('There is no client.');
await transaction(first);
const texts = await statementsOf(first, () => transaction(first));
const perSecond = await transactionsPerSecond(options, (index) => transaction(clients[index] ?? first));
await notifier.close();
for (const client of clients) client.release();
await pool.end();
process.stdout.write(`${JSON.stringify({ perSecond, notifies: notifiesOf(texts) })}\n`);
process.exit(0);
