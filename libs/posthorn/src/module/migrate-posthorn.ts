import {
  DEFAULT_SCHEMA,
  migrate,
  migrationStatus,
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

/** @throws PosthornError `schema_behind`, naming what is missing and what to do */
export async function refuseOldSchema(database: Database, schema: string | undefined): Promise<void> {
  const { current, applied, pending, changed } = await migrationStatus(database, {
    migrations: await posthornMigrations(),
    schema,
  });
  if (current) return;
  throw new PosthornError(
    'schema_behind',
    changed.length > 0
      ? "An applied migration of Posthorn's schema reads differently in this version: npx posthorn status tells which."
      : `${whatIsMissing(applied.length, pending)} Run npx posthorn migrate${ofSchema(schema)}, call migratePosthorn, ` +
          `or start with migrations: 'run'.`,
  );
}

/** The first start ever needs no list of all that there is. */
function whatIsMissing(applied: number, pending: readonly Migration[]): string {
  if (applied === 0) return "Posthorn's tables are not in the database yet.";
  const names = pending.map(({ version, name }) => `${version} ${name}`).join(', ');
  return `Posthorn's schema in the database is behind: ${names} not applied.`;
}

/** The command line does not read the options of the host. */
const ofSchema = (schema: string | undefined): string =>
  schema === undefined || schema === DEFAULT_SCHEMA ? '' : ` --schema ${schema}`;
