import { readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { USER } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres.errors.js';
import type { Binaries } from './placement.js';
import { commandOf, isAlive } from './process-identity.js';
import { run, type Account } from './run.js';

/** The name of the database that the URL of the embedded server points to. */
export const DATABASE = 'posthorn';

const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

export const urlOf = (port: number, password: string, database: string = DATABASE): string =>
  `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

/** What a running (or crashed) server left in `postmaster.pid`. */
export async function readPostmaster(data: string): Promise<{ pid: number; port: number } | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return Number.isInteger(pid) && pid > 0 && Number.isInteger(port) && port > 0 ? { pid, port } : null;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // The outcome arrives through the awaited calls; without a listener a dying server would end our process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The server that answers on `port` with our password serves `data`. Waits while it starts up or recovers. */
async function isOurs(port: number, password: string, data: string, pid: number): Promise<boolean> {
  const wanted = await realpath(data);
  for (let tries = 0; tries < 300; tries += 1) {
    try {
      return await withClient(urlOf(port, password, 'postgres'), async (client) => {
        const { rows } = await client.query<{ folder: string }>(`select current_setting('data_directory') as folder`);
        return (await realpath(rows[0]?.folder ?? '').catch(() => '')) === wanted;
      });
    } catch (error) {
      const code = (error as { code?: string }).code;
      // 57P03: the database system is starting up (or shutting down, then its process goes away).
      if ((code !== '57P03' && code !== 'ECONNREFUSED') || !isAlive(pid)) return false;
      if (code === 'ECONNREFUSED' && tries > 50) return false;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return false;
}

// Above what any system gives to a process.
const NO_PROCESS = 99_999_999;

/**
 * PostgreSQL does not start while the process that `postmaster.pid` names exists, even when that is a zombie which
 * nobody reaps (containers) or another program that got the id after a crash. So the id is replaced by one that
 * cannot exist. The file itself stays: by the rest of it PostgreSQL makes sure that no backend of the crashed server
 * still uses the shared memory.
 */
async function disown(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text !== null) await writeFile(file, text.replace(/^\d+/, String(NO_PROCESS)));
}

/** The port of the server that already runs on `data`, or null. What a crashed one left is made harmless. */
export async function adopt(data: string, password: string): Promise<number | null> {
  const postmaster = await readPostmaster(data);
  if (postmaster === null) return null;
  const command = isAlive(postmaster.pid) ? await commandOf(postmaster.pid) : '';
  if (command !== null && !command.includes('postgres')) {
    await disown(data);
    return null;
  }
  return (await isOurs(postmaster.port, password, data, postmaster.pid)) ? postmaster.port : null;
}

async function lastLines(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-8).join('\n');
}

/**
 * Starts the server through pg_ctl, which puts it in a session of its own (a Ctrl-C of the terminal does not reach
 * it) and returns when it accepts connections. The caller holds the lock and knows that no server runs on `data`.
 * @param preferredPort tried first, so that a saved connection string survives a restart
 * @returns the port
 */
export async function startServer(
  data: string,
  binaries: Binaries,
  account: Account | null,
  password: string,
  settings: Readonly<Record<string, string>>,
  preferredPort: number | null,
): Promise<number> {
  const log = join(data, 'posthorn.log');
  const size = (await stat(log).catch(() => null))?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) await rename(log, `${log}.1`);
  let failure = '';
  // Between choosing a free port and binding it another program may take it: then another one.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const port = attempt === 0 && preferredPort !== null ? preferredPort : await freePort();
    const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', timezone: 'UTC', ...settings };
    const options = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
    const result = await run(
      binaries.pgCtl,
      ['start', '-D', data, '-w', '-t', '60', '-s', '-l', log, '-o', `-p ${port} ${options.join(' ')}`],
      account,
    );
    if (result.code === 0) {
      await ensureDatabase(port, password);
      return port;
    }
    failure = `${result.output}\n${await lastLines(log)}`;
    const running = await readPostmaster(data);
    if (running !== null && isAlive(running.pid)) {
      // Started by a process that was killed a moment ago, before it could say so.
      const adopted = await adopt(data, password);
      if (adopted !== null) return adopted;
      throw new EmbeddedPostgresError(
        'foreign_server',
        `Another process (${running.pid}) holds ${join(data, 'postmaster.pid')} and does not answer as this database. ` +
          `If it is a PostgreSQL of yours, stop it; if it is not, remove that file. Its last words:\n${failure}`,
      );
    }
  }
  throw new EmbeddedPostgresError(
    'start_failed',
    `The embedded PostgreSQL in ${data} did not start; its log is ${log}:\n${failure}`,
  );
}

async function ensureDatabase(port: number, password: string): Promise<void> {
  await withClient(urlOf(port, password, 'postgres'), async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  });
}

/** Stops the server of `data`, cleanly: open transactions roll back, everything committed is on disk. */
export async function stopServer(data: string, binaries: Binaries, account: Account | null): Promise<void> {
  const running = await readPostmaster(data);
  if (running === null || !isAlive(running.pid)) return;
  const result = await run(binaries.pgCtl, ['stop', '-D', data, '-m', 'fast', '-w', '-t', '60', '-s'], account);
  // pg_ctl returns when postmaster.pid is gone; the process itself ends a moment later.
  for (let tries = 0; tries < 200 && isAlive(running.pid); tries += 1) {
    if (result.code !== 0) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  if (!isAlive(running.pid)) return;
  throw new EmbeddedPostgresError(
    'stop_failed',
    `The embedded PostgreSQL (process ${running.pid}) did not stop within a minute: ${result.output}`,
  );
}
