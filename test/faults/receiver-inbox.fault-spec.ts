import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { signStandard } from '@posthorn/signing';
import { fromPg } from '@posthorn/database';
import { createInbox } from '@posthorn/receiver/inbox';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import type { InboxReceiverProgram } from './programs/inbox-receiver.js';
import { SECRET } from './programs/shared.js';
import { Child } from './support/child.js';
import { pause } from './support/until.js';

const MESSAGES = 60;

let testDatabase: TestDatabase;
const children: Child[] = [];

beforeEach(async () => {
  testDatabase = await createTestDatabase({ migrate: false });
  await testDatabase.pool.query('create table effects (message text not null, pid int not null)');
  await createInbox({ database: fromPg(testDatabase.pool) }).createTable();
});
afterEach(async () => {
  for (const child of children.splice(0)) await child.kill();
  await testDatabase.drop();
});

async function receiver(options: Omit<InboxReceiverProgram, 'databaseUrl'>): Promise<string> {
  const child = new Child('inbox-receiver', { ...options, databaseUrl: testDatabase.url });
  children.push(child);
  return String((await child.says('url'))['url']);
}

/** Sends as a sender does: again and again until it is told that all is well. */
async function deliver(url: string, id: string): Promise<string> {
  const body = JSON.stringify({ type: 'order.created', data: { id } });
  for (;;) {
    const timestamp = Math.floor(Date.now() / 1000);
    const signature = signStandard([{ kind: 'hmac', value: SECRET }], { id, timestamp, body });
    const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature };
    const response = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
    if (response?.status === 200) return response.text();
    // The process is gone: its peer is behind the same address in real life.
    if (response === undefined) return 'gone';
    await pause(20);
  }
}

/**
 * Every message to both processes: a third of them to both at the same time, so that they are contended for, and a third
 * to each of them first, so that both certainly work. Then all of them once more.
 */
async function deliverTwice(urls: readonly [string, string]): Promise<string[]> {
  const ids = Array.from({ length: MESSAGES }, (_, index) => `msg_${index}`);
  const first = ids.flatMap((id, index) => {
    const targets = [[urls[0]], [urls[1]], urls][index % 3] ?? [];
    return targets.map((url) => deliver(url, id));
  });
  const answers = await Promise.all(first);
  return [...answers, ...(await Promise.all(ids.flatMap((id) => urls.map((url) => deliver(url, id)))))];
}

const effects = async (): Promise<{ messages: number; effects: number; pids: number }> => {
  const { rows } = await testDatabase.pool.query(
    `select count(distinct message)::int as messages, count(*)::int as effects, count(distinct pid)::int as pids
       from effects`,
  );
  return rows[0];
};

describe('two processes of a receiver that get every message at the same time', () => {
  it.each(['inbox', 'store'] as const)('work on each of them once, by the %s', async (by) => {
    const urls: [string, string] = [await receiver({ by }), await receiver({ by })];
    const answers = await deliverTwice(urls);
    expect(answers.filter((answer) => answer === 'processed')).toHaveLength(MESSAGES);
    expect(answers.filter((answer) => answer !== 'processed' && answer !== 'duplicate')).toEqual([]);
    expect(await effects()).toEqual({ messages: MESSAGES, effects: MESSAGES, pids: 2 });
  });

  it('work on each of them once by the inbox, although one is killed between effect and commit', async () => {
    const urls: [string, string] = [await receiver({ by: 'inbox', dieAt: 10 }), await receiver({ by: 'inbox' })];
    const answers = await deliverTwice(urls);
    expect(answers).toContain('gone');
    expect(await children[0]!.ended()).toBe('SIGKILL');
    expect(await effects()).toEqual({ messages: MESSAGES, effects: MESSAGES, pids: 2 });
  });

  it('lose none of them by the store, although one is killed with its claims', async () => {
    const urls: [string, string] = [await receiver({ by: 'store', dieAt: 10 }), await receiver({ by: 'store' })];
    await deliverTwice(urls);
    expect(await children[0]!.ended()).toBe('SIGKILL');
    const { messages } = await effects();
    expect(messages).toBe(MESSAGES);
  });
});
