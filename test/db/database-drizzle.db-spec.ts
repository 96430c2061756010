import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromDrizzle, isPublishOnly } from '@posthorn/database';
import { databaseContract, type HostTransaction } from '@posthorn/database/testing';
import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { publishingCases } from '../support/adapter-cases.js';
import { holdTransaction } from '../support/callback-transaction.js';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

type Db = NodePgDatabase & { $client: pg.Pool };
type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];

let testDatabase: TestDatabase;
let pool: pg.Pool;
let client: Db;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ migrate: false });
  await testDatabase.pool.query('create table published (id text primary key)');
  pool = new pg.Pool({ connectionString: testDatabase.url, max: 5 });
  client = drizzle(pool);
});
afterAll(async () => {
  await pool.end();
  await testDatabase.drop();
});

/** The text with its parameters in Drizzle's own way: it numbers them as they come. */
function withParameters(text: string, values: readonly unknown[]) {
  const parts = text.split(/\$(\d+)/).map((part, index) => {
    return index % 2 === 0 ? sql.raw(part) : sql`${sql.param(values[Number(part) - 1])}`;
  });
  return sql.join(parts);
}

const begin = async (nested = false): Promise<HostTransaction> => {
  const { tx, commit, rollback } = await holdTransaction<Tx>((work) =>
    client.transaction((outer) => (nested ? outer.transaction(work) : work(outer))),
  );
  return {
    handle: tx,
    query: async <Row>(text: string, values: readonly unknown[] = []) => {
      const { rows, rowCount } = await tx.execute(withParameters(text, values));
      return { rows: rows as Row[], rowCount: rowCount ?? 0 };
    },
    commit,
    rollback,
  };
};

describe('the contract of the database port with Drizzle', () => {
  const contract = databaseContract(() => ({ database: fromDrizzle({ client }), begin: () => begin() }));
  for (const { name, run } of contract) it(name, run);
});

describe('fromDrizzle', () => {
  it('finds the pool of node-postgres in the client', () => {
    expect(isPublishOnly(fromDrizzle({ client }))).toBe(false);
  });

  it('joins a nested transaction, which is a savepoint', async () => {
    const host = await begin(true);
    const { rows } = await fromDrizzle({ client }).join(host.handle).query('select $1::text as text', ['a']);
    expect(rows).toEqual([{ text: 'a' }]);
    await host.commit();
  });

  it('refuses what is no Drizzle database, and what is no pool', () => {
    for (const wrong of [undefined, {}, testDatabase.pool]) {
      expect(() => fromDrizzle({ client: wrong as never })).toThrow(
        expect.objectContaining({ code: 'unsupported_client' }),
      );
    }
    expect(() => fromDrizzle({ client, pool: {} as never })).toThrow(/"pool" has to be a pg Pool/);
  });
});

describe('fromDrizzle on a driver that shows no pg pool', () => {
  /** As with another driver: no `$client` that is a pool, and no connection below a transaction. */
  const hidden = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (object, key) => {
        if (key === '$client') return undefined;
        const value: unknown = Reflect.get(object, key);
        return typeof value === 'function' ? value.bind(object) : value;
      },
    });

  publishingCases({
    database: () => fromDrizzle({ client: hidden(client) }),
    refused: () => [client, hidden(client)],
    begin: async () => {
      const host = await begin();
      const handle = host.handle as object;
      const outside = new Proxy(handle, {
        get: (object, key) => {
          if (key === 'session') return undefined;
          const value: unknown = Reflect.get(object, key);
          return typeof value === 'function' ? value.bind(object) : value;
        },
      });
      return { ...host, handle: outside };
    },
  });
});
