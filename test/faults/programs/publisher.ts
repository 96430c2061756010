// A process of the host's that publishes at a rate, and writes every commit that was acknowledged to a file, synced.
import { fsyncSync, openSync, writeSync } from 'node:fs';
import pg from 'pg';
import { OrderPublisher } from './order-publisher.js';
import { given, say } from './talk.js';

export interface PublisherProgram {
  readonly databaseUrl: string;
  readonly ackFile: string;
  /** Transactions per second. */
  readonly rate: number;
  /** Ends after so many. Default: goes on until SIGTERM. */
  readonly total?: number;
  /** NOTIFY after commits. Default true. */
  readonly notify?: boolean;
  /** Of every ten transactions one is rolled back. */
  readonly rollBackTenth?: boolean;
  /** Of every ten transactions one is held open for so long before its commit, ms. */
  readonly holdTenth?: number;
  readonly dieAt?: 'before-commit' | 'after-commit';
}

const options = given<PublisherProgram>();
const MOST_OPEN = 40;

const pool = new pg.Pool({ connectionString: options.databaseUrl, max: MOST_OPEN, connectionTimeoutMillis: 5000 });
pool.on('error', () => undefined);
const publisher = new OrderPublisher(pool, options.notify ?? true);
const acks = openSync(options.ackFile, 'a');
let begun = 0;
let acknowledged = 0;
let refused = 0;
let open = 0;
let stopping = false;

const dieIf = (point: PublisherProgram['dieAt']) => () => {
  if (options.dieAt === point) process.kill(process.pid, 'SIGKILL');
};

async function publish(number: number): Promise<void> {
  const rollsBack = options.rollBackTenth === true && number % 10 === 5;
  try {
    const order = await publisher.publish({
      hold: number % 10 === 0 ? options.holdTenth : 0,
      end: rollsBack ? 'rollback' : 'commit',
      beforeCommit: dieIf('before-commit'),
      afterCommit: dieIf('after-commit'),
    });
    if (rollsBack) return;
    writeSync(acks, `${order}\n`);
    fsyncSync(acks);
    acknowledged++;
  } catch {
    refused++;
  }
}

function endWhenIdle(): void {
  if (!stopping || open > 0) return;
  say({ begun, acknowledged, refused });
  void publisher
    .close()
    .then(() => pool.end())
    .then(() => process.exit(0));
}

const startedAt = performance.now();
const timer = setInterval(() => {
  const due = Math.min(options.total ?? Infinity, ((performance.now() - startedAt) / 1000) * options.rate);
  while (!stopping && begun < due && open < MOST_OPEN) {
    begun++;
    open++;
    void publish(begun).finally(() => {
      open--;
      endWhenIdle();
    });
  }
  if (begun >= (options.total ?? Infinity)) stopping = true;
  if (stopping) clearInterval(timer);
}, 5);

process.on('SIGTERM', () => {
  stopping = true;
  endWhenIdle();
});
say({ ready: process.pid });
