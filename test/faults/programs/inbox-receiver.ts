// One of several processes of a receiver. Works on each message in a transaction, behind an inbox, and can die half way.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fromPg } from '@posthorn/database';
import { createReceiver } from '@posthorn/receiver';
import { createInbox } from '@posthorn/receiver/inbox';
import pg from 'pg';
import { SECRET } from './shared.js';
import { given, say } from './talk.js';

export interface InboxReceiverProgram {
  readonly databaseUrl: string;
  /** Whether effect and memory are written in one transaction, or the effect between claim and mark. */
  readonly by: 'inbox' | 'store';
  /** Dies by kill -9 in the middle of the work of this message, from 1. */
  readonly dieAt?: number;
}

const options = given<InboxReceiverProgram>();
const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 5 });
const inbox = createInbox({ database: fromPg(pool) });
const receiver = createReceiver({
  scheme: 'standard-webhooks',
  secrets: SECRET,
  leaseSeconds: 2,
  ...(options.by === 'store' ? { replays: inbox.replayStore() } : {}),
});
let works = 0;

async function effect(client: pg.Pool | pg.PoolClient, id: string): Promise<void> {
  works += 1;
  const isLast = works === options.dieAt;
  if (isLast && options.by === 'store') process.kill(process.pid, 'SIGKILL');
  await client.query('insert into effects (message, pid) values ($1, $2)', [id, process.pid]);
  if (isLast) process.kill(process.pid, 'SIGKILL');
}

async function inTransaction(id: string): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { processed } = await inbox.for({ id }).processInTransaction(client, () => effect(client, id));
    await client.query('commit');
    return processed;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

const server = createServer((request, response) => {
  const answer = async (): Promise<void> => {
    const body = Buffer.concat((await request.toArray()) as Buffer[]);
    const reception = await receiver.receive({ body, headers: request.headers }, async ({ id }) =>
      options.by === 'inbox' ? inTransaction(id) : effect(pool, id).then(() => true),
    );
    const status = reception.status === 'processed' && !reception.result ? 'duplicate' : reception.status;
    response.writeHead(reception.httpStatus).end(status);
  };
  answer().catch((error: unknown) => response.writeHead(500).end(String(error)));
});
server.listen(0, '127.0.0.1', () => say({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
