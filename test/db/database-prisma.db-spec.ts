import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPrisma, insertInTransaction } from '@posthorn/database';
import { databaseContract, type HostTransaction } from '@posthorn/database/testing';
import { publishingCases } from '../support/adapter-cases.js';
import { holdTransaction } from '../support/callback-transaction.js';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { createPrismaClient, type PrismaClient, type PrismaTx } from '../support/prisma-client.js';

let testDatabase: TestDatabase;
let client: PrismaClient;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ migrate: false });
  await testDatabase.pool.query('create table published (id text primary key)');
  client = createPrismaClient(testDatabase.url);
});
afterAll(async () => {
  await client.$disconnect();
  await testDatabase.drop();
});

const begin = async (): Promise<HostTransaction> => {
  const { tx, commit, rollback } = await holdTransaction<PrismaTx>((work) => client.$transaction(work));
  return {
    handle: tx,
    query: async <Row>(text: string, values: readonly unknown[] = []) => {
      const rows = (await tx.$queryRawUnsafe(text, ...values)) as Row[];
      return { rows, rowCount: rows.length };
    },
    commit,
    rollback,
  };
};

describe('the contract of the database port with Prisma', () => {
  const contract = databaseContract(() => ({ database: fromPrisma({ client, pool: testDatabase.pool }), begin }));
  for (const { name, run } of contract) it(name, run);
});

describe('fromPrisma without a pool', () => {
  publishingCases({ database: () => fromPrisma({ client }), refused: () => [client], begin });
});

describe('fromPrisma', () => {
  it('says of a transaction that Prisma has ended that it is none', async () => {
    const kept: PrismaTx[] = [];
    await client.$transaction(async (tx) => void kept.push(tx));
    const tx = fromPrisma({ client }).join(kept[0]);
    await expect(insertInTransaction(tx, 'select 1', [])).rejects.toMatchObject({
      code: 'not_in_transaction',
      message: expect.stringContaining('has ended'),
    });
  });

  it('refuses what is no PrismaClient, and what is no pool', () => {
    for (const wrong of [undefined, {}, testDatabase.pool]) {
      expect(() => fromPrisma({ client: wrong as never })).toThrow(
        expect.objectContaining({ code: 'unsupported_client' }),
      );
    }
    expect(() => fromPrisma({ client, pool: {} as never })).toThrow(/"pool" has to be a pg Pool/);
  });
});
