import path from 'node:path';
import {
  DatabaseError,
  DEFAULT_SCHEMA,
  fromPg,
  fromTypeOrm,
  isUnavailable,
  type Database,
  type TypeOrmDataSource,
} from '@posthorn/database';
import pg from 'pg';
import { CliError } from './cli.errors.js';
import { textOption, type CommandOption, type Invocation } from './command.js';
import { readConfiguration } from './configuration.js';
import { loadDataSource } from './data-source.js';

/** Options of the commands that speak to a database. */
export const TARGET_OPTIONS = {
  'database-url': { value: 'url', help: 'PostgreSQL to use; default: DATABASE_URL' },
  'data-source': { value: 'file', help: 'compiled module with the TypeORM DataSource of the application' },
  schema: { value: 'name', help: 'schema of Posthorn; default: posthorn' },
} satisfies Record<string, CommandOption>;

const CONNECT_TIMEOUT_MS = 10_000;

/** The database that a command works on. */
export interface Target {
  readonly database: Database;
  readonly schema: string;
  /** The application's own, whose migrations belong to the same schema. */
  readonly dataSource?: TypeOrmDataSource;
  /** Absent with a DataSource, which keeps it to itself. */
  readonly url?: string;
  close(): Promise<void>;
}

/** The schema's name, which is known without a database. */
export async function schemaOf(invocation: Invocation): Promise<string> {
  return textOption(invocation, 'schema') ?? (await readConfiguration(invocation.folder)).schema ?? DEFAULT_SCHEMA;
}

/** Whether the command line, package.json or the environment names a database. */
export async function namesDatabase(invocation: Invocation): Promise<boolean> {
  if (textOption(invocation, 'database-url') !== undefined || invocation.environment['DATABASE_URL']) return true;
  return (await dataSourceFile(invocation)) !== undefined;
}

/**
 * Connects. An explicit `--database-url` wins over the DataSource that package.json names, which wins over
 * `DATABASE_URL`: a DataSource knows its own database.
 * @param connections of the pool, where one is made
 * @throws CliError, DatabaseError `unavailable`
 */
export async function openTarget(invocation: Invocation, connections = 2): Promise<Target> {
  const schema = await schemaOf(invocation);
  const url = textOption(invocation, 'database-url');
  if (url !== undefined && textOption(invocation, 'data-source') !== undefined) {
    throw new CliError(
      'invalid_arguments',
      'A DataSource names its own database: give --database-url or --data-source.',
    );
  }
  const file = url === undefined ? await dataSourceFile(invocation) : undefined;
  if (file !== undefined) return openDataSource(file, schema);
  const chosen = url ?? invocation.environment['DATABASE_URL'];
  if (!chosen) {
    throw new CliError(
      'database_missing',
      'There is no database: set DATABASE_URL, or give --database-url postgres://user:password@host:5432/name.',
    );
  }
  return openUrl(chosen, schema, connections);
}

async function dataSourceFile(invocation: Invocation): Promise<string | undefined> {
  const given = textOption(invocation, 'data-source');
  if (given !== undefined) return path.resolve(invocation.folder, given);
  return (await readConfiguration(invocation.folder)).dataSource;
}

async function openUrl(url: string, schema: string, connections: number): Promise<Target> {
  // The text may hold a password, so no message repeats it.
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new CliError(
      'invalid_database_url',
      'The database URL is not one of PostgreSQL: postgres://user:password@host:5432/name.',
    );
  }
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'posthorn-cli',
  });
  // An idle connection that the server has closed: the pool has dropped it already, the next query gets another.
  pool.on('error', () => undefined);
  const database = fromPg(pool);
  try {
    await database.query('select 1');
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { database, schema, url, close: () => pool.end() };
}

async function openDataSource(file: string, schema: string): Promise<Target> {
  const dataSource = await loadDataSource(file);
  try {
    if (!dataSource.isInitialized) await dataSource.initialize();
  } catch (cause) {
    if (!isUnavailable(cause)) throw cause;
    throw new DatabaseError('unavailable', 'The database of the DataSource cannot be reached.', { cause });
  }
  return { database: fromTypeOrm(dataSource), schema, dataSource, close: () => dataSource.destroy() };
}
