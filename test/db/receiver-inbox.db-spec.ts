import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fromDrizzle, fromKysely, fromPg, fromPrisma, fromTypeOrm, type Database } from '@posthorn/database';
import type { ReplayClaim } from '@posthorn/receiver';
import { createInbox, inboxSql, type Inbox } from '@posthorn/receiver/inbox';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Kysely, PostgresDialect, sql as kyselySql } from 'kysely';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { createPrismaClient, type PrismaClient } from '../support/prisma-client.js';

let testDatabase: TestDatabase;
let dataSource: DataSource;
let prisma: PrismaClient;
let inbox: Inbox;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ migrate: false });
  await testDatabase.pool.query('create table effects (message text not null)');
  dataSource = await new DataSource({ type: 'postgres', url: testDatabase.url, entities: [] }).initialize();
  prisma = createPrismaClient(testDatabase.url);
  inbox = createInbox({ database: fromPg(testDatabase.pool) });
});
afterAll(async () => {
  await prisma.$disconnect();
  await dataSource.destroy();
  await testDatabase.drop();
});
beforeEach(async () => {
  await inbox.createTable();
  await testDatabase.pool.query('truncate effects, webhook_inbox');
});

const effects = async (): Promise<string[]> =>
  (await testDatabase.pool.query<{ message: string }>('select message from effects order by message')).rows.map(
    ({ message }) => message,
  );

/** Opens a transaction with pg, runs the work in it, and ends it as told. */
async function inPg<T>(work: (client: unknown) => Promise<T>, end: 'commit' | 'rollback' = 'commit'): Promise<T> {
  const client = await testDatabase.pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query(end);
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
const take = (id: string, client: unknown) =>
  inbox.for({ id }).processInTransaction(client, async () => {
    await (client as typeof testDatabase.pool).query('insert into effects values ($1)', [id]);
    return `did ${id}`;
  });

describe('the inbox', () => {
  it('works on a message once, in the transaction of the caller', async () => {
    expect(await inPg((client) => take('evt_1', client))).toEqual({ processed: true, result: 'did evt_1' });
    expect(await inPg((client) => take('evt_1', client))).toEqual({ processed: false });
    expect(await effects()).toEqual(['evt_1']);
  });

  it('forgets with the transaction that rolls back, so that the next attempt can do it', async () => {
    await inPg((client) => take('evt_1', client), 'rollback');
    const failure = new Error('of the work');
    const failing = inPg((client) =>
      inbox.for({ id: 'evt_1' }).processInTransaction(client, () => Promise.reject(failure)),
    );
    await expect(failing).rejects.toBe(failure);
    expect(await inPg((client) => take('evt_1', client))).toMatchObject({ processed: true });
    expect(await effects()).toEqual(['evt_1']);
  });

  it('lets one of many transactions that take the same message at once do it', async () => {
    const ids = ['evt_1', 'evt_2', 'evt_3'];
    const all = ids.flatMap((id) => Array.from({ length: 8 }, () => inPg((client) => take(id, client))));
    const done = (await Promise.all(all)).filter(({ processed }) => processed);
    expect(done).toHaveLength(ids.length);
    expect(await effects()).toEqual(ids);
  });

  it('lets the second of two do it when the first rolls back', async () => {
    const first = await testDatabase.pool.connect();
    await first.query('begin');
    await take('evt_1', first);
    const second = inPg((client) => take('evt_1', client));
    await first.query('rollback');
    first.release();
    expect(await second).toMatchObject({ processed: true });
    expect(await effects()).toEqual(['evt_1']);
  });

  it('keeps senders apart that use the same ids', async () => {
    const other = createInbox({ database: fromPg(testDatabase.pool), source: 'stripe' });
    await inPg((client) => take('evt_1', client));
    const result = await inPg((client) => other.for({ id: 'evt_1' }).processInTransaction(client, () => 'other'));
    expect(result).toEqual({ processed: true, result: 'other' });
  });

  it('refuses what is no transaction: the message would be marked although its work fails', async () => {
    for (const wrong of [
      testDatabase.pool,
      dataSource,
      undefined,
      { query: testDatabase.pool.query.bind(testDatabase.pool) },
    ]) {
      const taking = inbox.for({ id: 'evt_1' }).processInTransaction(wrong, () => 'worked on');
      await expect(taking).rejects.toMatchObject({ code: 'not_in_transaction' });
    }
    expect((await testDatabase.pool.query('select from webhook_inbox')).rowCount).toBe(0);
  });

  it('says how to make the table that is missing, and is made by several at once and by a migration', async () => {
    await testDatabase.pool.query('drop table webhook_inbox');
    await expect(inPg((client) => take('evt_1', client))).rejects.toMatchObject({
      code: 'inbox_missing',
      message: expect.stringContaining('createTable'),
    });
    await Promise.all([inbox.createTable(), inbox.createTable(), inbox.createTable()]);
    await testDatabase.pool.query('create schema "Own schema"');
    await testDatabase.pool.query(inboxSql('Own schema'));
    const own = createInbox({ database: fromPg(testDatabase.pool), schema: 'Own schema' });
    const result = await inPg((client) => own.for({ id: 'evt_1' }).processInTransaction(client, () => 1));
    expect(result).toEqual({ processed: true, result: 1 });
  });

  it('forgets what is older than it was told to keep', async () => {
    for (const id of ['evt_1', 'evt_2']) await inPg((client) => take(id, client));
    await testDatabase.pool.query(
      `update webhook_inbox set received_at = now() - interval '31 days' where id = 'evt_1'`,
    );
    expect([await inbox.prune(), await inbox.prune()]).toEqual([1, 0]);
    expect(await inPg((client) => take('evt_2', client))).toEqual({ processed: false });
  });

  describe.each<[string, () => Database, (work: (tx: unknown) => Promise<unknown>) => Promise<unknown>]>([
    ['TypeORM', () => fromTypeOrm(dataSource), (work) => dataSource.transaction(work)],
    ['Prisma, without a pool', () => fromPrisma({ client: prisma }), (work) => prisma.$transaction(work)],
    [
      'Drizzle',
      () => fromDrizzle({ client: drizzle(testDatabase.pool) }),
      (work) =>
        drizzle(testDatabase.pool).transaction(async (tx) => {
          await tx.execute(sql`select 1`);
          return work(tx);
        }),
    ],
    [
      'Kysely, without a pool',
      () => fromKysely({ client: kysely() }),
      (work) =>
        kysely()
          .transaction()
          .execute(async (tx) => {
            await kyselySql`select 1`.execute(tx);
            return work(tx);
          }),
    ],
  ])('in a transaction of %s', (_, database, transaction) => {
    it('makes its table, works on a message once, and again after a rollback', async () => {
      await testDatabase.pool.query('drop table webhook_inbox');
      const own = createInbox({ database: database() });
      await own.createTable();
      const work = (tx: unknown) =>
        own.for({ id: 'evt_1' }).processInTransaction(tx, async () => {
          await database().join(tx).query('insert into effects values ($1)', ['evt_1']);
        });
      const failure = new Error('of the host');
      const failing = transaction(async (tx) => {
        await work(tx);
        throw failure;
      });
      await expect(failing).rejects.toBe(failure);
      expect(await transaction(work)).toMatchObject({ processed: true });
      expect(await transaction(work)).toEqual({ processed: false });
      expect(await effects()).toEqual(['evt_1']);
    });
  });
});

const kysely = (): Kysely<unknown> => new Kysely({ dialect: new PostgresDialect({ pool: testDatabase.pool }) });

describe('the replay store in PostgreSQL', () => {
  const claim = async (key: string, seconds = 60) => inbox.replayStore().claim(key, seconds);

  it('tells what is done from what is being worked on, and lets a failure be repeated', async () => {
    const first = (await claim('evt_1')) as ReplayClaim;
    expect(await claim('evt_1')).toBe('busy');
    await first.release();
    const second = (await claim('evt_1')) as ReplayClaim;
    await second.done();
    expect(await claim('evt_1')).toBe('done');
  });

  it('lets a dead process be followed when its lease has ended, and no longer listens to it', async () => {
    const dead = (await claim('evt_1')) as ReplayClaim;
    await testDatabase.pool.query(`update webhook_inbox set claimed_until = now() - interval '1 s'`);
    const next = (await claim('evt_1')) as ReplayClaim;
    await dead.done();
    await dead.release();
    expect(await claim('evt_1')).toBe('busy');
    await next.done();
    expect(await claim('evt_1')).toBe('done');
  });

  it('gives a message to one of many that claim it at once', async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim('evt_1')));
    expect(claims.filter((each) => typeof each === 'object')).toHaveLength(1);
  });
});
