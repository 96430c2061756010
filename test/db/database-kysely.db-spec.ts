import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromKysely } from '@posthorn/database';
import { databaseContract, type HostTransaction } from '@posthorn/database/testing';
import { CamelCasePlugin, Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { publishingCases } from '../support/adapter-cases.js';
import { holdTransaction } from '../support/callback-transaction.js';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

type Tables = Record<string, never>;

let testDatabase: TestDatabase;
let client: Kysely<Tables>;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ migrate: false });
  await testDatabase.pool.query('create table published (id text primary key)');
  const pool = new pg.Pool({ connectionString: testDatabase.url, max: 5 });
  client = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
});
afterAll(async () => {
  await client.destroy();
  await testDatabase.drop();
});

const asHost = (
  tx: Transaction<Tables>,
  commit: () => Promise<void>,
  rollback: () => Promise<void>,
): HostTransaction => ({
  handle: tx,
  query: async <Row>(text: string, values: readonly unknown[] = []) => {
    const { CompiledQuery } = await import('kysely');
    const { rows } = await tx.executeQuery(CompiledQuery.raw(text, [...values]));
    return { rows: rows as Row[], rowCount: rows.length };
  },
  commit,
  rollback,
});

const begin = async (): Promise<HostTransaction> => {
  const { tx, commit, rollback } = await holdTransaction<Transaction<Tables>>((work) =>
    client.transaction().execute(work),
  );
  return asHost(tx, commit, rollback);
};

const beginControlled = async (): Promise<HostTransaction> => {
  const tx = await client.startTransaction().execute();
  return asHost(
    tx,
    () => tx.commit().execute(),
    () => tx.rollback().execute(),
  );
};

describe('the contract of the database port with Kysely', () => {
  const database = () => fromKysely({ client, pool: testDatabase.pool });
  describe('and its transaction', () => {
    for (const { name, run } of databaseContract(() => ({ database: database(), begin }))) it(name, run);
  });
  describe('and its controlled transaction', () => {
    for (const { name, run } of databaseContract(() => ({ database: database(), begin: beginControlled }))) {
      it(name, run);
    }
  });
});

describe('fromKysely without a pool', () => {
  publishingCases({ database: () => fromKysely({ client }), refused: () => [client], begin });
});

describe('fromKysely', () => {
  it('reads its own columns as they are, whatever plugins the host has', async () => {
    const camel = client.withPlugin(new CamelCasePlugin());
    await camel.transaction().execute(async (tx) => {
      await sql`select 1`.execute(tx);
      const { rows } = await fromKysely({ client: camel }).join(tx).query('select 1 as publish_key');
      expect(rows).toEqual([{ publish_key: 1 }]);
    });
  });

  it('refuses what is no Kysely, and what is no pool', () => {
    for (const wrong of [undefined, {}, testDatabase.pool]) {
      expect(() => fromKysely({ client: wrong as never })).toThrow(
        expect.objectContaining({ code: 'unsupported_client' }),
      );
    }
    expect(() => fromKysely({ client, pool: {} as never })).toThrow(/"pool" has to be a pg Pool/);
  });
});
