import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { fromPg, fromTypeOrm } from '@posthorn/database';
import { databaseContract, type DatabaseContractSubject } from '@posthorn/database/testing';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

let testDatabase: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ migrate: false });
  dataSource = await new DataSource({ type: 'postgres', url: testDatabase.url, entities: [] }).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await testDatabase.drop();
});

const pg = (): DatabaseContractSubject => ({
  database: fromPg(testDatabase.pool),
  begin: async () => {
    const client = await testDatabase.pool.connect();
    await client.query('begin');
    const end = async (how: string): Promise<void> => {
      await client.query(how);
      client.release();
    };
    return {
      handle: client,
      query: async (text, values) => {
        const { rows, rowCount } = await client.query(text, values === undefined ? undefined : [...values]);
        return { rows, rowCount: rowCount ?? 0 };
      },
      commit: () => end('commit'),
      rollback: () => end('rollback'),
    };
  },
});

const typeOrm = (handle: 'manager' | 'queryRunner'): DatabaseContractSubject => ({
  database: fromTypeOrm(dataSource),
  begin: async () => {
    const queryRunner = dataSource.createQueryRunner();
    await queryRunner.startTransaction();
    return {
      handle: handle === 'manager' ? queryRunner.manager : queryRunner,
      query: async (text, values) => {
        const result = await queryRunner.query(text, values === undefined ? undefined : [...values], true);
        return { rows: result.records, rowCount: result.affected ?? 0 };
      },
      commit: async () => {
        await queryRunner.commitTransaction();
        await queryRunner.release();
      },
      rollback: async () => {
        await queryRunner.rollbackTransaction();
        await queryRunner.release();
      },
    };
  },
});

describe('the contract of the database port', () => {
  describe('with a pg client', () => {
    for (const { name, run } of databaseContract(pg)) it(name, run);
  });
  describe('with a TypeORM EntityManager', () => {
    for (const { name, run } of databaseContract(() => typeOrm('manager'))) it(name, run);
  });
  describe('with a TypeORM QueryRunner', () => {
    for (const { name, run } of databaseContract(() => typeOrm('queryRunner'))) it(name, run);
  });
});
