import {
  DatabaseError,
  fromTypeOrm,
  migrationStatus,
  pendingTypeOrmMigrations,
  refuseUnsuitableSettings,
} from '@posthorn/database';
import type { DataSource } from 'typeorm';

import { StartRefusedError } from '../config/index.js';
import type { AppDataSource } from './app-data-source.js';

/**
 * Names of the migrations that the database lacks. The libraries' own are asked of their own record, since
 * `npx posthorn migrate` keeps only that.
 */
export async function pendingMigrations(dataSource: AppDataSource): Promise<string[]> {
  const { pending } = await migrationStatus(fromTypeOrm(dataSource), { migrations: dataSource.libraryMigrations });
  return [...pending.map(({ name }) => name), ...(await pendingTypeOrmMigrations(dataSource))];
}

/** Before the migrations are asked for. @throws StartRefusedError `unsuitable_settings`, with the statements that mend them */
export async function refuseUnsuitableDatabase(dataSource: DataSource): Promise<void> {
  try {
    await refuseUnsuitableSettings(fromTypeOrm(dataSource));
  } catch (error) {
    if (!(error instanceof DatabaseError && error.code === 'unsuitable_settings')) throw error;
    throw new StartRefusedError('unsuitable_settings', error.message, { cause: error });
  }
}

/** @throws StartRefusedError `schema_behind`, `isolation_level` */
export async function refuseUnsafeDatabase(dataSource: AppDataSource): Promise<void> {
  const pending = await pendingMigrations(dataSource);
  if (pending.length > 0) {
    throw new StartRefusedError(
      'schema_behind',
      `The database's schema is behind: ${pending.join(', ')} not applied. ` +
        'Run npx posthorn migrate (or npx typeorm -d dist/ormconfig.js migration:run) and start again; the version ' +
        'before this one keeps running on the new schema.',
    );
  }
  const isolation = await defaultIsolation(dataSource);
  if (isolation !== 'read committed') {
    throw new StartRefusedError(
      'isolation_level',
      `The default isolation of the database is ${isolation}, and Posthorn's claims need READ COMMITTED. ` +
        "Run: ALTER DATABASE … SET default_transaction_isolation = 'read committed'; or the same for the role.",
    );
  }
}

export async function defaultIsolation(dataSource: DataSource): Promise<string> {
  const rows: { isolation: string }[] = await dataSource.query(
    `SELECT current_setting('default_transaction_isolation') AS isolation`,
  );
  return rows[0]?.isolation ?? 'unknown';
}
