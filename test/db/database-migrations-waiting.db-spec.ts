import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fromPg, loadMigrations, migrate, runTypeOrmMigrations } from '@posthorn/database';
import pg from 'pg';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

class Slow1700000000000 implements MigrationInterface {
  readonly name = 'Slow1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('set local statement_timeout = 0');
    await runner.query('select pg_sleep(0.3)');
    await runner.query('create table made_once (id integer)');
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

describe('processes that start at once on a new database', () => {
  let base: TestDatabase;

  beforeEach(async () => {
    base = await createTestDatabase({ migrate: false });
  });
  afterEach(() => base.drop());

  it('wait for each other, whatever the role says of waiting for locks', async () => {
    await base.pool.query(`alter database ${base.name} set lock_timeout = '20ms'`);
    const migrations = await loadMigrations(new URL('../../libs/webhooks/migrations/', import.meta.url));
    const pools = [1, 2, 3].map(() => new pg.Pool({ connectionString: base.url, max: 1 }));
    try {
      const done = await Promise.all(pools.map((pool) => migrate(fromPg(pool), { migrations })));
      expect(
        done
          .flat()
          .map(({ version }) => version)
          .sort((a, b) => a - b),
      ).toEqual(migrations.map(({ version }) => version));
    } finally {
      await Promise.all(pools.map((pool) => pool.end()));
    }
  });

  it.each(['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout'])(
    "wait for each other with a host's own migrations too, whatever the role's %s is",
    async (setting) => {
      const sources = await Promise.all(
        [1, 2].map(() =>
          new DataSource({
            type: 'postgres',
            url: base.url,
            migrations: [Slow1700000000000],
            extra: { options: `-c ${setting}=100ms` },
          }).initialize(),
        ),
      );
      try {
        const done = await Promise.all(sources.map((source) => runTypeOrmMigrations(source)));
        expect(done.flat()).toEqual(['Slow1700000000000']);
      } finally {
        await Promise.all(sources.map((source) => source.destroy()));
      }
    },
  );
});
