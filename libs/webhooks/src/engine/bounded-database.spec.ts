import { describe, expect, it } from '@jest/globals';
import type { Database, Queryable } from '@posthorn/database';
import { BoundedDatabase } from './bounded-database.js';

/** Holds every statement until it is let go, and counts how many are held. */
class HeldDatabase implements Database {
  readonly client = 'held';
  most = 0;
  private readonly held: { readonly text: string; end(error?: Error): void }[] = [];

  query(text: string): Promise<never> {
    return new Promise((resolve, reject) => {
      this.held.push({ text, end: (error) => (error ? reject(error) : resolve({ rows: [], rowCount: 0 } as never)) });
      this.most = Math.max(this.most, this.held.length);
    });
  }

  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return work(this);
  }

  join(): never {
    throw new Error('not used');
  }

  get running(): string[] {
    return this.held.map(({ text }) => text);
  }

  async end(error?: Error): Promise<void> {
    this.held.shift()?.end(error);
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a bounded database', () => {
  it('lets as many run as it may, the others in the order in which they came', async () => {
    const inner = new HeldDatabase();
    const database = new BoundedDatabase(inner, 2);
    const all = ['a', 'b', 'c', 'd'].map((text) => database.query(text));
    await settled();
    expect(inner.running).toEqual(['a', 'b']);
    await inner.end();
    expect(inner.running).toEqual(['b', 'c']);
    await inner.end();
    await inner.end();
    await inner.end();
    await Promise.all(all);
    expect(inner.most).toBe(2);
  });

  it('counts a transaction as one connection for as long as it takes', async () => {
    const inner = new HeldDatabase();
    const database = new BoundedDatabase(inner, 1);
    const transaction = database.transaction(async (tx) => {
      await tx.query('first');
      await tx.query('second');
    });
    const behind = database.query('behind');
    await settled();
    expect(inner.running).toEqual(['first']);
    await inner.end();
    expect(inner.running).toEqual(['second']);
    await inner.end();
    expect(inner.running).toEqual(['behind']);
    await inner.end();
    await Promise.all([transaction, behind]);
  });

  it('gives a connection back that a failed statement had', async () => {
    const inner = new HeldDatabase();
    const database = new BoundedDatabase(inner, 1);
    const failing = expect(database.query('fails')).rejects.toThrow('broken');
    const next = database.query('next');
    await settled();
    await inner.end(new Error('broken'));
    await failing;
    expect(inner.running).toEqual(['next']);
    await inner.end();
    await next;
  });

  it('keeps half of itself free of what can wait', async () => {
    const inner = new HeldDatabase();
    const database = new BoundedDatabase(inner, 4);
    expect(BoundedDatabase.of(database, 9)).toBe(database);
    expect(database.half()).toBe(database.half());
    const slow = [1, 2, 3, 4].map(() => database.half().query('slow'));
    const vital = database.query('vital');
    await settled();
    expect(inner.running).toEqual(['slow', 'slow', 'vital']);
    for (let count = 0; count < 5; count++) await inner.end();
    await Promise.all([...slow, vital]);
  });
});
