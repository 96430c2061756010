import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DatabaseError } from '../database.errors.js';

/** The schema that holds Posthorn's objects unless the host says otherwise. */
export const DEFAULT_SCHEMA = 'posthorn';

/** One step of the schema. Steps only add: the previous version of the code keeps running on the newer schema. */
export interface Migration {
  /** Unique, ascending; the number of the file name. */
  readonly version: number;
  /** `[a-z][a-z0-9_]*` */
  readonly name: string;
  /** Any number of statements; `:"schema"` stands for the quoted schema name. */
  readonly sql: string;
}

/** What was applied is recognised by this; line ends of a Windows checkout do not count. */
export const checksumOf = (migration: Migration): string =>
  createHash('sha256').update(migration.sql.replaceAll('\r\n', '\n')).digest('hex');

/**
 * The migrations in ascending order.
 * @throws DatabaseError `invalid_migrations` when a version appears twice or a field is malformed
 */
export function ordered(migrations: readonly Migration[]): Migration[] {
  const sorted = [...migrations].sort((a, b) => a.version - b.version);
  sorted.forEach((migration, index) => {
    const { version, name } = migration;
    if (!Number.isInteger(version) || version < 1 || !/^[a-z][a-z0-9_]*$/.test(name)) {
      throw new DatabaseError(
        'invalid_migrations',
        `Migration ${version} "${name}": the version or the name is malformed.`,
      );
    }
    if (sorted[index + 1]?.version === version) {
      throw new DatabaseError(
        'invalid_migrations',
        `Two migrations have version ${version}: "${name}" and "${sorted[index + 1]?.name}".`,
      );
    }
  });
  return sorted;
}

/**
 * Reads the migrations of a folder: files named `NNNN_name.sql`.
 * @throws DatabaseError `invalid_migrations` when the folder holds another `.sql` name, or none
 */
export async function loadMigrations(directory: URL): Promise<readonly Migration[]> {
  const folder = fileURLToPath(directory);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  if (files.length === 0) throw new DatabaseError('invalid_migrations', `There are no migrations in ${folder}.`);
  const migrations = await Promise.all(
    files.map(async (file): Promise<Migration> => {
      const parts = /^(\d{4})_([a-z][a-z0-9_]*)\.sql$/.exec(file);
      if (parts?.[1] === undefined || parts[2] === undefined) {
        throw new DatabaseError('invalid_migrations', `${folder}${file}: migrations are named NNNN_name.sql.`);
      }
      return { version: Number(parts[1]), name: parts[2], sql: await readFile(new URL(file, directory), 'utf8') };
    }),
  );
  return Object.freeze(ordered(migrations));
}
