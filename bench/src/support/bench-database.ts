import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { fromPg, migrate } from '@posthorn/database';
import { webhooksMigrations } from '@posthorn/webhooks/migrations';
import { startEmbeddedPostgres } from '../../../src/embedded-postgres/index.js';

/**
 * Nothing of durability is changed. A larger cache and fewer checkpoints than the defaults, so that a round is not
 * measured with a checkpoint in its middle and the next one without.
 */
export const SERVER_SETTINGS = {
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '30min',
  max_connections: '200',
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'none',
} as const;

/** A server of the run's own. */
export interface BenchServer {
  readonly version: string;
  /** Makes a database with Posthorn's schema, in place of one with this name, and gives its URL. */
  posthorn(name: string): Promise<string>;
  /** Makes an empty one. */
  empty(name: string): Promise<string>;
  drop(name: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startBenchServer(): Promise<BenchServer> {
  const directory = await mkdtemp(join(tmpdir(), 'posthorn-bench-'));
  // The account that runs the server for root has to get in: otherwise the data goes elsewhere and stays there.
  await chmod(directory, 0o755);
  const server = await startEmbeddedPostgres({ directory, settings: SERVER_SETTINGS });
  const admin = new pg.Pool({ connectionString: server.url, max: 1 });
  admin.on('error', () => undefined);
  const { rows } = await admin.query<{ version: string }>(`select current_setting('server_version') as version`);
  const urlOf = (name: string): string => {
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    return url.href;
  };
  const make = async (name: string, template: string): Promise<string> => {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.query(`create database ${name} template ${template}`);
    return urlOf(name);
  };
  await withPool(await make('bench_template', 'template0'), async (pool) => {
    await migrate(fromPg(pool), { migrations: await webhooksMigrations() });
    await pool.query('create extension pg_stat_statements');
    await pool.query('create table business (id bigint generated always as identity primary key, note text not null)');
  });
  return {
    version: rows[0]?.version ?? 'unknown',
    posthorn: (name) => make(name, 'bench_template'),
    empty: (name) => make(name, 'template0'),
    drop: async (name) => {
      await admin.query(`drop database if exists ${name} with (force)`);
    },
    stop: async () => {
      await admin.end();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A pool for the length of `work`. */
export async function withPool<T>(url: string, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  // A database that is dropped afterwards ends the connections that the pool still holds.
  pool.on('error', () => undefined);
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}
