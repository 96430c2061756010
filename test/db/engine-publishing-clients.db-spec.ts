import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fromDrizzle, fromKysely, fromPg, fromPrisma, fromTypeOrm, type Database } from '@posthorn/database';
import { loadEngineStatements, OutboxWriter, type EventToStore } from '@posthorn/webhooks/engine';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { createPrismaClient } from '../support/prisma-client.js';
import { EngineBench } from './engine-support.js';

/** Calls `work` within a transaction of its client. */
type Transact = (work: (tx: unknown) => Promise<unknown>) => Promise<unknown>;

describe('storing events through each client', () => {
  let testDatabase: TestDatabase;
  let bench: EngineBench;
  const ends: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    bench = new EngineBench(testDatabase.pool);
  });
  beforeEach(() => bench.clear());
  afterAll(async () => {
    for (const end of ends) await end();
    await testDatabase.drop();
  });

  const clients: Record<string, () => Promise<{ database: Database; transact: Transact }>> = {
    pg: () => {
      const database = fromPg(testDatabase.pool);
      const transact: Transact = async (work) => {
        const client = await testDatabase.pool.connect();
        try {
          await client.query('begin');
          await work(client);
          await client.query('commit');
        } finally {
          client.release();
        }
      };
      return Promise.resolve({ database, transact });
    },
    TypeORM: async () => {
      const dataSource = await new DataSource({ type: 'postgres', url: testDatabase.url, entities: [] }).initialize();
      ends.push(() => dataSource.destroy());
      return { database: fromTypeOrm(dataSource), transact: (work) => dataSource.transaction(work) };
    },
    Prisma: () => {
      const client = createPrismaClient(testDatabase.url);
      ends.push(() => client.$disconnect());
      return Promise.resolve({ database: fromPrisma({ client }), transact: (work) => client.$transaction(work) });
    },
    Drizzle: () => {
      const pool = new pg.Pool({ connectionString: testDatabase.url, max: 2 });
      ends.push(() => pool.end());
      const client = drizzle(pool);
      return Promise.resolve({ database: fromDrizzle({ client }), transact: (work) => client.transaction(work) });
    },
    Kysely: () => {
      const pool = new pg.Pool({ connectionString: testDatabase.url, max: 2 });
      const client = new Kysely({ dialect: new PostgresDialect({ pool }) });
      ends.push(() => client.destroy());
      return Promise.resolve({
        database: fromKysely({ client }),
        transact: (work) => client.transaction().execute(work),
      });
    },
  };

  it.each(Object.keys(clients))('stores one event, several and one with a key, every column, by %s', async (name) => {
    const { database, transact } = await clients[name]!();
    const statements = loadEngineStatements('posthorn');
    const writer = new OutboxWriter({ database, statements, onCommitted: () => undefined });
    const event = (more: Partial<EventToStore> = {}): EventToStore => ({
      ...bench.event({
        data: '{"text":"é \\"{},\\\\ $1"}',
        version: 7,
        occurredAt: new Date('2026-01-02T03:04:05.678Z'),
      }),
      details: { kind: 'operational' },
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      ...more,
    });
    const plain = { details: undefined, traceparent: undefined };
    const batches = [
      [event()],
      [event(), event()],
      [event({ publishKey: name })],
      [event(plain)],
      [event(plain), event(plain)],
    ];
    const stored: unknown[] = [];
    for (const batch of batches) {
      await transact(async (tx) => {
        stored.push((await writer.store(database.join(tx), batch)).events);
      });
    }
    expect(stored).toEqual(batches.map((batch) => batch.map(({ id }) => ({ id, duplicate: false }))));
    const kinds = await bench.rows<{ n: number }>(
      `select count(*)::int as n from posthorn.events e join posthorn.outbox o on o.event_id = e.id
       group by e.project_id, o.project_id, type, version, occurred_at, data, details, canonical, invalid_reason`,
    );
    expect(kinds.map(({ n }) => n).sort()).toEqual([3, 4]);
  });
});
