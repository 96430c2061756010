import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Queryable, QueryResult } from '../database.js';
import { EndPoller } from './end-poller.js';

/** A database in which the transactions of `running` are still open; counts how often it is asked. */
class Transactions implements Queryable {
  asked: string[][] = [];
  broken = false;

  constructor(readonly running: Set<string>) {}

  query<Row>(_text: string, values: readonly unknown[] = []): Promise<QueryResult<Row>> {
    const xids = values[0] as string[];
    this.asked.push(xids);
    if (this.broken) return Promise.reject(new Error('away'));
    const rows = xids.filter((xid) => this.running.has(xid)).map((xid) => ({ xid }));
    return Promise.resolve({ rows: rows as Row[], rowCount: rows.length });
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 20_000 && !condition(); tries += 1) await sleep(2);
  expect(condition()).toBe(true);
}

describe('the poller of transaction ends', () => {
  it('asks ever more rarely, and no more once everything has ended', async () => {
    const database = new Transactions(new Set(['7']));
    const ended: string[] = [];
    const poller = new EndPoller(database, () => false);
    poller.watch('7', () => ended.push('7'));
    await until(() => database.asked.length === 4);
    expect(ended).toEqual([]);
    database.running.clear();
    await until(() => ended.length === 1);
    const asked = database.asked.length;
    await sleep(150);
    expect(database.asked).toHaveLength(asked);
  });

  it('asks for all transactions that are due with one statement', async () => {
    const database = new Transactions(new Set());
    let ended = 0;
    const poller = new EndPoller(database, () => false);
    for (let xid = 0; xid < 100; xid += 1) poller.watch(String(xid), () => (ended += 1));
    await until(() => ended === 100);
    expect(database.asked.length).toBeLessThan(5);
  });

  it('calls back in the order of the ends, also for one that it has looked for in vain', async () => {
    const database = new Transactions(new Set(['1']));
    const ended: string[] = [];
    const poller = new EndPoller(database, () => false);
    poller.watch('1', () => ended.push('1'));
    await until(() => database.asked.length > 5);
    database.running.clear();
    poller.watch('2', () => ended.push('2'));
    await until(() => ended.length > 0);
    expect(ended).toEqual(['1', '2']);
  });

  it('goes on after an outage and after a callback that throws', async () => {
    const database = new Transactions(new Set());
    database.broken = true;
    const ended: string[] = [];
    const poller = new EndPoller(database, () => false);
    poller.watch('1', () => {
      throw new Error('of the callback');
    });
    poller.watch('2', () => ended.push('2'));
    await until(() => database.asked.length > 1);
    database.broken = false;
    await until(() => ended.length === 1);
  });

  it('gives up when the pool is closed', async () => {
    const database = new Transactions(new Set(['7']));
    let closed = false;
    const poller = new EndPoller(database, () => closed);
    poller.watch('7', () => undefined);
    await until(() => database.asked.length > 0);
    closed = true;
    await sleep(30);
    const asked = database.asked.length;
    await sleep(150);
    expect(database.asked).toHaveLength(asked);
  });
});
