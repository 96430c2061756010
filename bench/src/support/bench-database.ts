import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { fromPg, migrate } from '@posthorn/database';
import { webhooksMigrations } from '@posthorn/webhooks/migrations';
import { startEmbeddedPostgres } from '../../../src/embedded-postgres/index.js';

/** A server of the run's own, with default durability. */
export interface BenchServer {
  readonly version: string;
  /** Makes an empty database and gives its URL. */
  database(name: string): Promise<string>;
  /** Makes a database with Posthorn's schema. */
  posthorn(name: string): Promise<string>;
  /** Seconds of processor time that the server's processes have used, from /proc; NaN elsewhere than on Linux. */
  stop(): Promise<void>;
}

export async function startBenchServer(): Promise<BenchServer> {
  const directory = process.env['POSTHORN_BENCH_DIRECTORY'] ?? (await mkdtemp(join(tmpdir(), 'posthorn-bench-')));
  const server = await startEmbeddedPostgres({
    directory,
    settings: { shared_buffers: '512MB', max_wal_size: '4GB', max_connections: '200', shared_preload_libraries: 'pg_stat_statements' },
  });
  const admin = new pg.Pool({ connectionString: server.url, max: 1 });
  const { rows } = await admin.query<{ version: string }>('show server_version as version').catch(() =>
    admin.query<{ version: string }>(`select current_setting('server_version') as version`),
  );
  const urlOf = (name: string): string => {
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    return url.href;
  };
  const database = async (name: string): Promise<string> => {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.query(`create database ${name}`);
    return urlOf(name);
  };
  return {
    version: rows[0]?.version ?? 'unknown',
    database,
    posthorn: async (name) => {
      const url = await database(name);
      const pool = new pg.Pool({ connectionString: url, max: 2 });
      await migrate(fromPg(pool), { migrations: await webhooksMigrations() });
      await pool.query('create extension if not exists pg_stat_statements').catch(() => undefined);
      await pool.end();
      return url;
    },
    stop: async () => {
      await admin.end();
      await server.stop();
      if (process.env['POSTHORN_BENCH_DIRECTORY'] === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}
