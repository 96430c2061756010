import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { AppConfig } from '../../src/config/index.js';
import { createDataSource, openDatabase, pendingMigrations } from '../../src/database/index.js';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

const quiet = (): void => undefined;

describe('starting on a database', () => {
  let database: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    database = await createTestDatabase({ migrate: false });
    folder = await mkdtemp(join(tmpdir(), 'posthorn-start-'));
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const configured = (production: boolean): AppConfig => {
    const config = new AppConfig();
    config.databaseUrl = database.url;
    config.stateFolder = folder;
    config.production = production;
    return config;
  };
  const source = (production = false) => createDataSource(configured(production));

  it('is refused in production while the schema is behind, and says which migrations are missing', async () => {
    const dataSource = await source(true);
    await expect(openDatabase(dataSource, configured(true), quiet)).rejects.toMatchObject({
      code: 'schema_behind',
      message: expect.stringMatching(/initial.*CreateUsers.*migration:run/s),
    });
    expect(dataSource.isInitialized).toBe(false);
  });

  it('migrates by itself outside production, once, however many start together', async () => {
    const sources = await Promise.all([source(), source(), source()]);
    await Promise.all(sources.map((dataSource) => openDatabase(dataSource, configured(false), quiet)));
    const [first] = sources;
    expect(await pendingMigrations(first)).toEqual([]);
    await Promise.all(sources.map((dataSource) => dataSource.destroy()));
  });

  it('finds entities and migrations in agreement', async () => {
    const dataSource = await (await source()).initialize();
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    await dataSource.destroy();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('is refused in production when the default isolation is not READ COMMITTED', async () => {
    await database.pool.query(`alter database ${database.name} set default_transaction_isolation = 'serializable'`);
    await expect(openDatabase(await source(true), configured(true), quiet)).rejects.toMatchObject({
      code: 'isolation_level',
    });
    await database.pool.query(`alter database ${database.name} reset default_transaction_isolation`);
    const dataSource = await source(true);
    await openDatabase(dataSource, configured(true), quiet);
    await dataSource.destroy();
  });
});

describe('a database that does not answer', () => {
  const patience = { waitMs: 300, pauseMs: 20 };

  /** What a start on this URL says, and with what it ends. */
  const start = async (databaseUrl: string, tellMs = 50): Promise<{ lines: string[]; error: unknown }> => {
    const config = new AppConfig();
    config.databaseUrl = databaseUrl;
    const lines: string[] = [];
    const opening = openDatabase(await createDataSource(config), config, (line) => lines.push(line), {
      ...patience,
      tellMs,
    });
    const error: unknown = await opening.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return { lines, error };
  };

  it('is waited for, which is said at once and without the password, and not for ever', async () => {
    const { lines, error } = await start('postgres://posthorn:geheim@127.0.0.1:1/shop');
    expect(lines).toEqual(['waiting for the database at 127.0.0.1:1/shop, 1 s at most']);
    expect(error).toMatchObject({ code: 'database_unreachable', message: expect.stringContaining('127.0.0.1:1/shop') });
    expect(JSON.stringify([lines, String(error)])).not.toContain('geheim');
  });

  it('is waited for in the same way when it takes connections and says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const { lines, error } = await start(`postgres://posthorn:geheim@127.0.0.1:${port}/shop`);
    expect(lines).toEqual([`waiting for the database at 127.0.0.1:${port}/shop, 1 s at most`]);
    expect(error).toMatchObject({ code: 'database_unreachable' });
    silent.close();
  });

  it('is not waited for when it is the wrong one, or refuses the user', async () => {
    const database = await createTestDatabase({ migrate: false });
    const missing = new URL(database.url);
    missing.pathname = '/nowhere';
    const stranger = new URL(database.url);
    stranger.username = 'nobody_of_ours';
    for (const url of [missing, stranger]) {
      // What is said while the first try lasts too long is another matter.
      const { lines, error } = await start(url.href, 60_000);
      expect(lines).toEqual([]);
      expect(error).toMatchObject({
        code: 'database_refused',
        message: expect.stringMatching(/refuses.*DATABASE_URL/),
      });
    }
    await database.drop();
  });
});

describe('the built application', () => {
  const run = (environment: Record<string, string>): Promise<{ code: number; stderr: string }> =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        ['dist/src/main.js'],
        { env: { PATH: process.env['PATH'], ...environment }, timeout: 180_000 },
        (error, _stdout, stderr) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr }),
      );
    });

  it('names every variable that it cannot use, and ends with 1', async () => {
    const { code, stderr } = await run({ PORT: 'x', POSTHORN_ROLE: 'worker' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/PORT:.*Expected.*\n.*POSTHORN_ROLE:.*all, api, dispatcher/);
  });

  it('says in one line what to do when its port is taken, and leaves nothing open', async () => {
    const database = await createTestDatabase({ migrate: false });
    const folder = await mkdtemp(join(tmpdir(), 'posthorn-start-'));
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    try {
      const environment = { DATABASE_URL: database.url, POSTHORN_STATE_DIR: folder, PORT: String(port) };
      const { code, stderr } = await run(environment);
      expect(code).toBe(1);
      expect(stderr).toBe(
        `Cannot listen on 127.0.0.1, port ${port}: another process does. Stop it, or set PORT to a free one (0 takes any).\n`,
      );
    } finally {
      other.close();
      await database.drop();
      await rm(folder, { recursive: true });
    }
  });

  it('says in one line what is wrong with its database, and ends with 1', async () => {
    const database = await createTestDatabase({ migrate: false });
    const folder = await mkdtemp(join(tmpdir(), 'posthorn-start-'));
    const missing = new URL(database.url);
    missing.pathname = '/nowhere';
    const { code, stderr } = await run({ DATABASE_URL: missing.href, POSTHORN_STATE_DIR: folder, PORT: '0' });
    await database.drop();
    await rm(folder, { recursive: true });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^PostgreSQL at [^\s@]+\/nowhere refuses the connection: database "nowhere" does not exist\. Check .*DATABASE_URL\.\n$/,
    );
  });

  it('does not start production without an encryption key', async () => {
    const { code, stderr } = await run({ NODE_ENV: 'production' });
    expect(code).toBe(1);
    expect(stderr).toContain('openssl rand -base64 32');
  });
});
