import { fromTypeOrm, migrationStatus } from '@posthorn/database';
import { QueryFailedError, type DataSource } from 'typeorm';

import { errorCode } from '../common/index.js';
import { StartRefusedError } from '../config/index.js';
import type { AppDataSource } from './app-data-source.js';

const UNDEFINED_TABLE = '42P01';

/** "posthorn" in ASCII digits, so that no other application's lock is likely to be the same. */
const MIGRATION_LOCK = '8101151161041111';

/**
 * Names of the migrations that the database lacks. The libraries' own are asked of their own record, since
 * `npx posthorn migrate` keeps only that.
 */
export async function pendingMigrations(dataSource: AppDataSource): Promise<string[]> {
  const { pending } = await migrationStatus(fromTypeOrm(dataSource), { migrations: dataSource.libraryMigrations });
  const applied = await appliedNames(dataSource);
  const own = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
  return [
    ...pending.map(({ name }) => name),
    ...own.filter((name) => !applied.has(name) && !name.startsWith('Posthorn')),
  ];
}

async function appliedNames(dataSource: DataSource): Promise<ReadonlySet<string>> {
  try {
    const rows: { name: string }[] = await dataSource.query('SELECT "name" FROM "migrations"');
    return new Set(rows.map(({ name }) => name));
  } catch (error) {
    if (error instanceof QueryFailedError && errorCode(error.driverError) === UNDEFINED_TABLE) return new Set();
    throw error;
  }
}

/** Brings the schema up to date; of any number of processes that start together, one at a time. */
export async function migrateUnderLock(dataSource: AppDataSource): Promise<string[]> {
  const holder = dataSource.createQueryRunner();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      const done = await dataSource.runMigrations({ transaction: 'each' });
      return done.map(({ name }) => name);
    } finally {
      await holder.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  } finally {
    await holder.release();
  }
}

/** @throws StartRefusedError `schema_behind`, `isolation_level` */
export async function refuseUnsafeDatabase(dataSource: AppDataSource): Promise<void> {
  const pending = await pendingMigrations(dataSource);
  if (pending.length > 0) {
    throw new StartRefusedError(
      'schema_behind',
      `The database's schema is behind: ${pending.join(', ')} not applied. ` +
        'Run npm run migrate (or npx typeorm -d dist/ormconfig.js migration:run) and start again; the version before this one keeps running on the new schema.',
    );
  }
  const isolation = await defaultIsolation(dataSource);
  if (isolation !== 'read committed') {
    throw new StartRefusedError(
      'isolation_level',
      `The default isolation of the database is ${isolation}, and Posthorn's claims need READ COMMITTED. ` +
        'Run: ALTER DATABASE … SET default_transaction_isolation = \'read committed\'; or the same for the role.',
    );
  }
}

export async function defaultIsolation(dataSource: DataSource): Promise<string> {
  const rows: { isolation: string }[] = await dataSource.query(
    `SELECT current_setting('default_transaction_isolation') AS isolation`,
  );
  return rows[0]?.isolation ?? 'unknown';
}
