import { NO_TIMEOUTS } from '../migrations/apply.js';
import { quoteIdentifier } from '../sql/identifier.js';
import { isPosthornMigration } from './typeorm-migrations.js';
import type { TypeOrmDataSource } from './typeorm-shapes.js';

/** TypeORM takes no lock of its own: two processes that start together would run the same migration twice. */
const LOCK = `hashtextextended('posthorn: migrations of a TypeORM DataSource', 0)`;

/**
 * Runs every migration of the host's DataSource, in its own transaction mode; of any number of processes that start
 * together, one at a time. Needs two connections.
 * @param dataSource initialized
 * @returns the names of those that this call ran
 */
export async function runTypeOrmMigrations(dataSource: TypeOrmDataSource): Promise<string[]> {
  const holder = dataSource.createQueryRunner();
  try {
    // In a transaction, for the role's timeouts must not cut the wait short, and nothing may stay on the connection.
    await holder.query(`BEGIN; ${NO_TIMEOUTS}; SET LOCAL lock_timeout = 0`);
    try {
      await holder.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
      const done = await dataSource.runMigrations();
      return done.map(({ name }) => name);
    } finally {
      await holder.query('ROLLBACK');
    }
  } finally {
    await holder.release();
  }
}

/**
 * Names of the host's own migrations that its database lacks, in the order in which they would run. Posthorn's are
 * left out: their record is another one, which `migrationStatus` reads. Changes nothing.
 * @param dataSource initialized
 */
export async function pendingTypeOrmMigrations(dataSource: TypeOrmDataSource): Promise<string[]> {
  const applied = await appliedNames(dataSource);
  return dataSource.migrations
    .filter((migration) => !isPosthornMigration(migration))
    .map((migration) => migration.name ?? migration.constructor.name)
    .filter((name) => !applied.has(name))
    .sort((one, other) => timeOf(one) - timeOf(other));
}

/** TypeORM reads the time of a migration from the last 13 characters of its name. */
const timeOf = (name: string): number => Number(name.slice(-13));

async function appliedNames(dataSource: TypeOrmDataSource): Promise<ReadonlySet<string>> {
  const { migrationsTableName = 'migrations', schema } = dataSource.options as {
    migrationsTableName?: string;
    schema?: string;
  };
  const table = [schema, migrationsTableName].filter((part) => part !== undefined).map(quoteIdentifier);
  const found = (await dataSource.query('SELECT to_regclass($1) IS NOT NULL AS present', [table.join('.')])) as {
    present: boolean;
  }[];
  if (found[0]?.present !== true) return new Set();
  const rows = (await dataSource.query(`SELECT "name" FROM ${table.join('.')}`)) as { name: string }[];
  return new Set(rows.map(({ name }) => name));
}
