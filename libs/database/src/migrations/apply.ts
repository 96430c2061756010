import { DatabaseError } from '../database.errors.js';
import type { Queryable } from '../database.js';
import { renderSchema } from '../sql/identifier.js';
import { checksumOf, type Migration } from './migration.js';

/**
 * Serialises every installer of one schema, whichever way it came: the runner, TypeORM's, the printed SQL. A process that
 * starts beside others waits for them as long as they take; for the locks of tables the role's timeout holds.
 */
export const LOCK = `set local lock_timeout = 0;
select pg_advisory_xact_lock(hashtextextended('posthorn migrations of :"schema"', 0));
set local lock_timeout to default`;

export const CREATE_TABLE = `create table if not exists :"schema".schema_migrations (
  version integer primary key,
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default now()
)`;

/** A role's or pool's timeouts must not cut a migration short. Local: nothing stays on a borrowed connection. */
export const NO_TIMEOUTS = 'set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0';

export interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  readonly appliedAt: Date;
}

/** What the database has recorded, oldest version first. Empty when nothing is installed. */
export async function readApplied(queryable: Queryable, schema: string): Promise<AppliedMigration[]> {
  const table = renderSchema(':"schema".schema_migrations', schema);
  const found = await queryable.query<{ present: boolean }>('select to_regclass($1) is not null as present', [table]);
  if (found.rows[0]?.present !== true) return [];
  const { rows } = await queryable.query<{ version: number; name: string; checksum: string; applied_at: string }>(
    `select version, name, checksum, extract(epoch from applied_at)::float8 * 1000 as applied_at
       from ${table} order by version`,
  );
  return rows.map((row) => ({
    version: row.version,
    name: row.name,
    checksum: row.checksum,
    appliedAt: new Date(Number(row.applied_at)),
  }));
}

/**
 * Refuses when something applied reads differently now: the schema would not be what the code believes.
 * @throws DatabaseError `migration_changed`
 */
export function checkUnchanged(applied: readonly AppliedMigration[], migrations: readonly Migration[]): void {
  for (const migration of migrations) {
    const before = applied.find(({ version }) => version === migration.version);
    if (before === undefined || before.checksum === checksumOf(migration)) continue;
    throw new DatabaseError(
      'migration_changed',
      `Migration ${migration.version} was applied as "${before.name}" on ${before.appliedAt.toISOString()} and reads ` +
        `differently now ("${migration.name}"). Released migrations never change: put the old text back and add ` +
        `a new migration. On a development database, drop the schema and migrate again.`,
    );
  }
}

/** Takes the lock and makes the schema and its table of migrations. `tx` is an open transaction. */
export async function prepare(tx: Queryable, schema: string): Promise<void> {
  await tx.query(NO_TIMEOUTS);
  await tx.query(renderSchema(LOCK, schema));
  // "create schema if not exists" asks for the right to create schemas even when it exists.
  const { rows } = await tx.query('select 1 from pg_namespace where nspname = $1', [schema]);
  if (rows.length === 0) await tx.query(renderSchema('create schema :"schema"', schema));
  const existing = await tx.query<{ present: boolean }>('select to_regclass($1) is not null as present', [
    renderSchema(':"schema".schema_migrations', schema),
  ]);
  if (existing.rows[0]?.present !== true) await tx.query(renderSchema(CREATE_TABLE, schema));
}

/**
 * Applies one migration inside of `tx`, which holds the lock. The record comes first: an installer that does not
 * take our lock then fails on the key before it has done anything.
 * @throws DatabaseError `migration_failed`
 */
export async function apply(tx: Queryable, schema: string, migration: Migration): Promise<void> {
  try {
    await tx.query(
      renderSchema('insert into :"schema".schema_migrations (version, name, checksum) values ($1, $2, $3)', schema),
      [migration.version, migration.name, checksumOf(migration)],
    );
    await tx.query(renderSchema(migration.sql, schema));
  } catch (cause) {
    if (cause instanceof DatabaseError) throw cause;
    throw new DatabaseError(
      'migration_failed',
      `Migration ${migration.version} "${migration.name}" failed and was rolled back: ` +
        (cause instanceof Error ? cause.message : String(cause)),
      { cause },
    );
  }
}
