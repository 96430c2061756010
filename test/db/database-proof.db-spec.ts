import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPg, fromTypeOrm, inTransaction, insertInTransaction, type Database } from '@posthorn/database';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

const INSERT = `
  with proof as materialized (select where ${inTransaction(2)}),
  written as (insert into stored (id) select $1 from proof)
  select pg_current_xact_id()::text as xid from proof`;

let testDatabase: TestDatabase;
let database: Database;
let dataSource: DataSource;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ migrate: false });
  await testDatabase.pool.query('create table stored (id text not null); create table business (id int)');
  database = fromPg(testDatabase.pool);
  dataSource = await new DataSource({ type: 'postgres', url: testDatabase.url, entities: [] }).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await testDatabase.drop();
});

async function withClient(work: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await testDatabase.pool.connect();
  try {
    await work(client);
  } finally {
    await client.query('rollback');
    await client.query('reset all');
    client.release();
  }
}

const isStored = async (id: string): Promise<boolean> =>
  (await testDatabase.pool.query('select from stored where id = $1', [id])).rowCount === 1;

/** A handle that tells nothing about itself, as those of unknown clients, and counts its round trips. */
function rawHandle(client: { query(text: string, values: unknown[]): Promise<{ rows: unknown[] }> }) {
  const sent: string[] = [];
  return {
    sent,
    query: (text: string, values: unknown[] = []) => {
      sent.push(text);
      return client.query(text, values);
    },
  };
}

const insert = (tx: unknown, id: string, from: Database = database) =>
  Promise.resolve().then(() => insertInTransaction(from.join(tx), INSERT, [id]));

const refused = { code: 'not_in_transaction' };

describe('the proof that goes with the insert', () => {
  it('costs no further round trip in a transaction that has written', () =>
    withClient(async (client) => {
      await client.query('begin');
      await client.query('insert into business values (1)');
      const raw = rawHandle(client);
      await insert(raw, 'one round trip');
      expect(raw.sent).toHaveLength(1);
      await client.query('commit');
      expect(await isStored('one round trip')).toBe(true);
    }));

  it('takes a row without the id of a transaction for no proof', async () => {
    await withClient(async (client) => {
      await client.query('begin');
      await client.query('insert into business values (1)');
      const tx = database.join(client);
      await expect(insertInTransaction(tx, 'select null::text as xid, $1::xid8', [])).rejects.toMatchObject(refused);
      await expect(insertInTransaction(tx, 'select $1::xid8::text as xid', [])).resolves.toMatchObject({ rowCount: 1 });
    });
  });

  it('reads the id once in a transaction that has only read, and not again for the next publish', () =>
    withClient(async (client) => {
      await client.query('begin');
      await client.query('select 1');
      const raw = rawHandle(client);
      await insert(raw, 'after reading');
      expect(raw.sent).toHaveLength(3);
      await insert(raw, 'after reading, again');
      expect(raw.sent).toHaveLength(4);
      await client.query('commit');
      expect(await isStored('after reading')).toBe(true);
    }));

  it.each(['auto', 'force_generic_plan', 'force_custom_plan'])(
    'refuses autocommit when plans are cached (%s)',
    (mode) =>
      withClient(async (client) => {
        await client.query(`set plan_cache_mode = ${mode}`);
        // A named statement is planned without its values from the sixth time on; the planner must not be the one
        // that assigns the id which the condition then finds.
        const named = {
          query: (text: string, values: unknown[]) =>
            client.query({ name: `proof ${mode} ${text.length}`, text, values }),
        };
        for (let round = 0; round < 10; round += 1) {
          await expect(insert(named, `cached ${mode}`)).rejects.toMatchObject(refused);
        }
        expect(await isStored(`cached ${mode}`)).toBe(false);
        await client.query('begin');
        await client.query('insert into business values (1)');
        await insert(named, `cached ${mode}`);
        await client.query('commit');
        expect(await isStored(`cached ${mode}`)).toBe(true);
      }),
  );

  it('refuses a handle that sends each query to another connection of a pool', async () => {
    await expect(insert(rawHandle(testDatabase.pool), 'pooled')).rejects.toMatchObject(refused);
    expect(await isStored('pooled')).toBe(false);
  });

  it('refuses when a COMMIT is queued in front of the insert', () =>
    withClient(async (client) => {
      await client.query('begin');
      await client.query('insert into business values (1)');
      const committing = client.query('commit');
      expect(client.getTransactionStatus()).toBe('T');
      await expect(insert(client, 'queued')).rejects.toMatchObject(refused);
      await committing;
      expect(await isStored('queued')).toBe(false);
    }));

  it('takes the implicit transaction of a text with several statements for what it is: over at its end', () =>
    withClient(async (client) => {
      await client.query('insert into business values (1); select 1');
      await expect(insert(rawHandle(client), 'implicit')).rejects.toMatchObject(refused);
      expect(await isStored('implicit')).toBe(false);
    }));

  it('holds after a transaction was committed and another begun on the same connection', () =>
    withClient(async (client) => {
      const raw = rawHandle(client);
      await client.query('begin');
      await insert(raw, 'first');
      await client.query('commit and chain');
      await insert(raw, 'second');
      await client.query('rollback');
      expect(await isStored('first')).toBe(true);
      expect(await isStored('second')).toBe(false);
    }));
});

describe('what a pg client says of itself', () => {
  it('that its transaction has failed is told alike before and after the client has noticed', () =>
    withClient(async (client) => {
      for (const tx of [client, rawHandle(client)]) {
        await client.query('begin');
        await client.query('select 1 / 0').catch(() => undefined);
        await expect(insert(tx, 'failed')).rejects.toThrow('failed already');
        await client.query('rollback');
      }
    }));

  it('is believed: before BEGIN, after COMMIT and in a failed transaction nothing is sent', () =>
    withClient(async (client) => {
      await expect(insert(client, 'idle')).rejects.toMatchObject(refused);
      await client.query('begin');
      await client.query('select 1 / 0').catch(() => undefined);
      await expect(insert(client, 'failed')).rejects.toThrow('failed already');
      await client.query('rollback');
      await expect(insert(client, 'ended')).rejects.toThrow('COMMIT or ROLLBACK has run');
    }));

  it('is not asked of a pool, which is refused with what to pass', async () => {
    await expect(insert(testDatabase.pool, 'pool')).rejects.toThrow('const client = await pool.connect()');
  });
});

describe('what TypeORM says of itself', () => {
  const typeOrm = (): Database => fromTypeOrm(dataSource);

  it('lets the EntityManager of dataSource.transaction in', async () => {
    await dataSource.transaction((manager) => insert(manager, 'manager', typeOrm()));
    expect(await isStored('manager')).toBe(true);
  });

  it('keeps dataSource.manager and the DataSource out, naming the manager to pass', async () => {
    for (const wrong of [dataSource.manager, dataSource]) {
      await expect(insert(wrong, 'outside', typeOrm())).rejects.toMatchObject(refused);
      await expect(insert(wrong, 'outside', typeOrm())).rejects.toThrow('dataSource.transaction(async (manager)');
    }
    expect(await isStored('outside')).toBe(false);
  });

  it('keeps a query runner out before its transaction, after it, and after its release', async () => {
    const queryRunner = dataSource.createQueryRunner();
    await expect(insert(queryRunner, 'runner', typeOrm())).rejects.toMatchObject(refused);
    await queryRunner.startTransaction();
    await queryRunner.commitTransaction();
    await expect(insert(queryRunner, 'runner', typeOrm())).rejects.toMatchObject(refused);
    await queryRunner.release();
    await expect(insert(queryRunner, 'runner', typeOrm())).rejects.toThrow('released');
  });

  it('is corrected by its connection after a COMMIT that was sent as text', async () => {
    const queryRunner = dataSource.createQueryRunner();
    await queryRunner.startTransaction();
    await queryRunner.query('commit');
    expect(queryRunner.isTransactionActive).toBe(true);
    await expect(insert(queryRunner, 'raw commit', typeOrm())).rejects.toThrow('sent as text');
    await queryRunner.release();
    expect(await isStored('raw commit')).toBe(false);
  });

  it('refuses a DataSource of another database, and one that is not initialized yet is unavailable', async () => {
    expect(() => fromTypeOrm(new DataSource({ type: 'better-sqlite3', database: ':memory:' }))).toThrow(
      'better-sqlite3',
    );
    const early = fromTypeOrm(new DataSource({ type: 'postgres', url: testDatabase.url }));
    await expect(early.query('select 1')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('is taken by a database that was made from a pg pool too, and the other way around', async () => {
    await dataSource.transaction((manager) => insert(manager, 'crossed', database));
    expect(await isStored('crossed')).toBe(true);
    await withClient(async (client) => {
      await client.query('begin');
      await insert(client, 'crossed back', typeOrm());
      await client.query('commit');
      expect(await isStored('crossed back')).toBe(true);
    });
  });
});

describe('the end of a transaction', () => {
  it('sees the end of a transaction that the port has begun on its connection, and asks nobody', async () => {
    const own = fromPg(testDatabase.pool);
    const asked: string[] = [];
    const query = own.query.bind(own);
    own.query = (text, values) => {
      asked.push(text);
      return query(text, values);
    };
    const ended: string[] = [];
    const store = (id: string) =>
      own.transaction(async (tx) => {
        const joined = own.join(tx);
        const { rows } = await insertInTransaction<{ xid: string }>(joined, INSERT, [id]);
        joined.onEnd(rows[0]?.xid ?? '', () => ended.push(id));
        expect(ended).not.toContain(id);
        if (id === 'undone') throw new Error('of the host');
      });
    await store('kept');
    expect(ended).toEqual(['kept']);
    await expect(store('undone')).rejects.toThrow('of the host');
    expect(ended).toEqual(['kept', 'undone']);
    expect(await isStored('kept')).toBe(true);
    expect(await isStored('undone')).toBe(false);
    expect(asked).toEqual([]);
  });
});
