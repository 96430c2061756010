import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromPg, loadMigrations, migrate, type Migration } from '@posthorn/database';
import pg from 'pg';
import { testServerUrl } from './test-server.js';

declare global {
  // Set by database-environment.mjs as soon as a test of the file has failed.
  var posthornTestFailed: boolean | undefined;
}

/** A database of one test file. */
export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** A pool of ten connections on it. */
  readonly pool: pg.Pool;
  /**
   * Ends the pool and fails when a client was not released or another connection is still open; then drops the
   * database, or keeps it and prints its name when a test of this file has failed.
   */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** False gives an empty database; an array gives those migrations in schema `posthorn`. Default: Posthorn's own. */
  readonly migrate?: boolean | readonly Migration[];
}

const posthornMigrations = (): Promise<readonly Migration[]> =>
  loadMigrations(new URL('../../libs/webhooks/migrations/', import.meta.url));

const urlOf = (server: string, database: string): string => {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
};

async function withServer<T>(work: (client: pg.Client, server: string) => Promise<T>): Promise<T> {
  const server = await testServerUrl();
  const client = new pg.Client({ connectionString: server, application_name: 'posthorn-tests' });
  await client.connect();
  try {
    return await work(client, server);
  } finally {
    await client.end();
  }
}

/** The migrated database that the others are cloned from; made by the first worker that needs it. */
async function template(client: pg.Client, server: string, migrations: readonly Migration[]): Promise<string> {
  const digest = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 12);
  const name = `posthorn_template_${digest}`;
  const key = Number.parseInt(digest.slice(0, 8), 16);
  await client.query('select pg_advisory_lock($1)', [key]);
  try {
    if ((await client.query('select from pg_database where datname = $1', [name])).rowCount === 1) return name;
    // It gets its name when it is complete: a run that dies in between leaves no half-migrated template.
    await client.query(`drop database if exists ${name}_new with (force)`);
    await client.query(`create database ${name}_new template template0`);
    const pool = new pg.Pool({ connectionString: urlOf(server, `${name}_new`), max: 2 });
    try {
      await migrate(fromPg(pool), { migrations });
    } finally {
      await pool.end();
    }
    await client.query(`alter database ${name}_new rename to ${name}`);
    return name;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [key]);
  }
}

/** Connections to `database` other than the asking one, once those that are just closing have gone. */
async function openConnections(client: pg.Client, database: string): Promise<string[]> {
  for (let tries = 0; ; tries += 1) {
    const { rows } = await client.query<{ description: string }>(
      `select format('process %s, %s, %s, last statement: %s', pid, application_name, state, left(query, 200)) as description
         from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [database],
    );
    if (rows.length === 0 || tries === 400) return rows.map((row) => row.description);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/**
 * A database for this test file, cloned from a template. Call it in `beforeAll`, and its `drop` in `afterAll`.
 */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const wanted = options.migrate ?? true;
  const migrations = wanted === true ? await posthornMigrations() : wanted === false ? [] : wanted;
  const name = `posthorn_test_${randomBytes(6).toString('hex')}`;
  const url = await withServer(async (client, server) => {
    const source = migrations.length === 0 ? 'template0' : await template(client, server, migrations);
    // Copying the files takes half of the time that writing every block to the log does, and nobody needs that log.
    await client.query(`create database ${name} template ${source} strategy file_copy`);
    return urlOf(server, name);
  });
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  // Tests that cut connections do so on purpose; whoever uses the pool sees the failure where it matters.
  pool.on('error', () => undefined);

  const drop = async (): Promise<void> => {
    const borrowed = pool.totalCount - pool.idleCount;
    const ended = pool.end();
    if (borrowed === 0) await ended;
    await withServer(async (client) => {
      if (globalThis.posthornTestFailed === true) {
        const folder = process.env['POSTHORN_TEST_FOLDER'];
        if (folder !== undefined) writeFileSync(join(folder, 'kept'), '');
        process.stderr.write(`kept database ${name} of the failed test\n`);
        return;
      }
      const open = borrowed === 0 ? await openConnections(client, name) : [];
      await client.query(`drop database ${name} with (force)`);
      if (borrowed > 0) throw new Error(`${borrowed} clients of the test's pool were never released.`);
      if (open.length > 0) throw new Error(`Connections were left open at the end of the tests:\n${open.join('\n')}`);
    });
  };
  return { name, url, pool, drop };
}
