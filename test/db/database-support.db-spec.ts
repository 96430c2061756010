import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

describe('a test database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('holds the migrated schema of Posthorn', async () => {
    const { rows } = await database.pool.query<{ events: string | null }>(
      `select to_regclass('posthorn.events') as events`,
    );
    expect(rows[0]?.events).toBe('posthorn.events');
  });
});

describe('the leak check', () => {
  it('fails when a client of the pool was not released', async () => {
    const database = await createTestDatabase({ migrate: false });
    const client = await database.pool.connect();
    client.on('error', () => undefined);
    await expect(database.drop()).rejects.toThrow("1 clients of the test's pool were never released");
    client.release(true);
  });
});
