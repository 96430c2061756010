import {
  migrate,
  migrationStatus,
  unsuitableSettings,
  type Database,
  type MigrateOptions,
  type Migration,
} from '@posthorn/database';
import { posthornMigrations } from '../posthorn.migrations.js';
import { databaseOf, type DatabaseSource } from './database-source.js';
import { PosthornError } from './posthorn.errors.js';

export type MigratePosthornOptions = DatabaseSource & Pick<MigrateOptions, 'schema' | 'onProgress'>;

/**
 * Brings the schema up to date, as `npx posthorn migrate` does. Any number of processes may call it at once.
 * @returns the migrations that this call applied
 * @throws DatabaseError, PosthornError
 */
export async function migratePosthorn(options: MigratePosthornOptions): Promise<readonly Migration[]> {
  const { schema, onProgress } = options;
  return migrate(databaseOf(options), { migrations: await posthornMigrations(), schema, onProgress });
}

/** @throws PosthornError `unsuitable_settings`, with the statements that mend them */
export async function refuseUnsuitableSettings(database: Database): Promise<void> {
  const found = await unsuitableSettings(database);
  if (found.length === 0) return;
  throw new PosthornError(
    'unsuitable_settings',
    `The settings of Posthorn's connections do not suit it. ${found.map(({ advice }) => advice).join('; ')}. ` +
      'Then connect anew.',
  );
}

/** @throws PosthornError `schema_behind`, naming what is missing and what to do */
export async function refuseOldSchema(database: Database, schema: string | undefined): Promise<void> {
  const { current, pending, changed } = await migrationStatus(database, {
    migrations: await posthornMigrations(),
    schema,
  });
  if (current) return;
  const missing = pending.map(({ version, name }) => `${version} ${name}`).join(', ');
  throw new PosthornError(
    'schema_behind',
    changed.length > 0
      ? "An applied migration of Posthorn's schema reads differently in this version: npx posthorn status tells which."
      : `Posthorn's schema in the database is behind: ${missing} not applied. Run npx posthorn migrate, call ` +
          `migratePosthorn, or start with migrations: 'run'.`,
  );
}
