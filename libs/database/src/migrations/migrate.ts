import type { Database } from '../database.js';
import { renderSchema } from '../sql/identifier.js';
import { apply, checkUnchanged, CREATE_TABLE, LOCK, NO_TIMEOUTS, prepare, readApplied } from './apply.js';
import type { AppliedMigration } from './apply.js';
import { checksumOf, DEFAULT_SCHEMA, ordered, type Migration } from './migration.js';

export interface MigrationOptions {
  /** Default `posthorn`. Made when it is missing. */
  readonly schema?: string;
  readonly migrations: readonly Migration[];
}

export interface MigrateOptions extends MigrationOptions {
  /** After each migration has been committed. */
  readonly onProgress?: (migration: Migration) => void;
}

/**
 * Brings the schema up to date: each missing migration in a transaction of its own, under an advisory lock, so that
 * any number of processes may call it at once. Migrations that the database has and we do not know are left alone:
 * they only add, so older code runs on a newer schema.
 * @returns the migrations that this call applied
 * @throws DatabaseError `migration_failed`, `migration_changed`, `invalid_migrations`, `unavailable`
 */
export async function migrate(database: Database, options: MigrateOptions): Promise<readonly Migration[]> {
  const schema = options.schema ?? DEFAULT_SCHEMA;
  const migrations = ordered(options.migrations);
  const done: Migration[] = [];
  for (;;) {
    // The usual boot finds everything in place, with one read and without waiting for the lock.
    const seen = await readApplied(database, schema);
    checkUnchanged(seen, migrations);
    if (migrations.every(({ version }) => seen.some((row) => row.version === version))) return done;
    const applied = await database.transaction(async (tx) => {
      await prepare(tx, schema);
      const now = await readApplied(tx, schema);
      checkUnchanged(now, migrations);
      const next = migrations.find(({ version }) => !now.some((row) => row.version === version));
      if (next !== undefined) await apply(tx, schema, next);
      return next;
    });
    if (applied === undefined) return done;
    done.push(applied);
    options.onProgress?.(applied);
  }
}

export interface MigrationStatus {
  readonly applied: readonly AppliedMigration[];
  readonly pending: readonly Migration[];
  /** Applied by a newer version of the code; harmless. */
  readonly unknown: readonly AppliedMigration[];
  /** Applied, but they read differently now. */
  readonly changed: readonly Migration[];
  /** Nothing is pending and nothing has changed. */
  readonly current: boolean;
}

/** What is applied and what is missing. Changes nothing; works on an empty database. */
export async function migrationStatus(database: Database, options: MigrationOptions): Promise<MigrationStatus> {
  const applied = await readApplied(database, options.schema ?? DEFAULT_SCHEMA);
  const migrations = ordered(options.migrations);
  const find = (migration: Migration) => applied.find(({ version }) => version === migration.version);
  const pending = migrations.filter((migration) => find(migration) === undefined);
  const changed = migrations.filter((migration) => {
    const row = find(migration);
    return row !== undefined && row.checksum !== checksumOf(migration);
  });
  return {
    applied,
    pending,
    unknown: applied.filter(({ version }) => !migrations.some((migration) => migration.version === version)),
    changed,
    current: pending.length === 0 && changed.length === 0,
  };
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * The same as a script, for those who review SQL before it runs. Each migration is a transaction that records itself
 * first, so a database that already has it refuses it at once and nothing changes.
 * @param options.migrations those that are missing: `(await migrationStatus(…)).pending`, or all for a new database
 */
export function migrationSql(options: MigrationOptions): string {
  const schema = options.schema ?? DEFAULT_SCHEMA;
  const parts = ordered(options.migrations).map((migration) => {
    const { version, name, sql } = migration;
    return [
      `-- ${String(version).padStart(4, '0')} ${name}`,
      'begin;',
      `${NO_TIMEOUTS};`,
      `${LOCK};`,
      'create schema if not exists :"schema";',
      `${CREATE_TABLE};`,
      `insert into :"schema".schema_migrations (version, name, checksum)`,
      `  values (${version}, ${literal(name)}, ${literal(checksumOf(migration))});`,
      '',
      sql.trim(),
      'commit;',
    ].join('\n');
  });
  const header = '-- Run with: psql --set=ON_ERROR_STOP=1 --file=<this file> <url>';
  return renderSchema(`${header}\n\n${parts.join('\n\n')}\n`, schema);
}
