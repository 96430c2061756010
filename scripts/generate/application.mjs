import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { root } from '../lib/run.mjs';
import { Failure } from '../lib/toolchain.mjs';

const built = (file) => import(pathToFileURL(path.join(root, 'dist', file)).href);

/**
 * Gives `work` an empty, migrated database and the application running on it, and takes both away afterwards.
 * The server is the embedded one, or the one that `TEST_DATABASE_URL` names.
 * @param {(application: { databaseUrl: string, dataSource: object, get: (route: string) => Promise<any>, post: (route: string, body: object) => Promise<any>, text: (route: string) => Promise<string> }) => Promise<void>} work
 */
export async function withApplication(work) {
  const folder = await mkdtemp(path.join(tmpdir(), 'posthorn-generate-'));
  const server = await startServer(folder);
  const name = `posthorn_generate_${randomBytes(4).toString('hex')}`;
  try {
    await administer(server.url, `CREATE DATABASE ${name}`);
    const databaseUrl = Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
    const dataSource = await migrate(databaseUrl, folder);
    const application = await startApplication(databaseUrl, folder);
    try {
      await work({ databaseUrl, dataSource, get: application.get, post: application.post, text: application.text });
    } finally {
      await application.stop();
      await dataSource.destroy();
    }
  } finally {
    await administer(server.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function startServer(folder) {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, stop: async () => undefined };
  const { startEmbeddedPostgres } = await built('src/embedded-postgres/index.js');
  return startEmbeddedPostgres({ directory: folder, durable: false });
}

async function administer(url, statement) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Migrates through ormconfig, which is what the TypeORM command line does too. */
async function migrate(databaseUrl, folder) {
  Object.assign(process.env, { DATABASE_URL: databaseUrl, POSTHORN_STATE_DIR: folder });
  const exported = Object.values(await built('ormconfig.js'));
  const dataSource = exported.find((value) => typeof value?.runMigrations === 'function');
  if (!dataSource) throw new Failure('ormconfig.ts exports no DataSource.');
  if (!dataSource.isInitialized) await dataSource.initialize();
  await dataSource.runMigrations({ transaction: 'each' });
  return dataSource;
}

async function startApplication(databaseUrl, folder) {
  const port = await freePort();
  const token = randomBytes(24).toString('base64url');
  const child = spawn(process.execPath, ['dist/src/main.js'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      HOST: '127.0.0.1',
      PORT: String(port),
      POSTHORN_ADMIN_TOKEN: token,
      POSTHORN_LOG_LEVEL: 'warn',
      POSTHORN_STATE_DIR: folder,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    const forced = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await ended;
    clearTimeout(forced);
  };

  const base = `http://127.0.0.1:${port}`;
  const ask = async (route, body) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(base + route, { headers, ...sent });
    if (!response.ok)
      throw new Failure(`${sent.method ?? 'GET'} ${route} answered ${response.status}: ${await response.text()}`);
    return response;
  };
  const get = async (route) => (await ask(route)).json();
  const post = async (route, body) => (await ask(route, body)).json();
  const text = async (route) => (await ask(route)).text();
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
    if (child.exitCode !== null) throw new Failure(`The application ended while starting:\n${output}`);
    const ready = await fetch(`${base}/readyz`).catch(() => undefined);
    if (ready?.ok) return { get, post, text, stop };
  }
  await stop();
  throw new Failure(`The application did not become ready within a minute:\n${output}`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
