import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';

import { AppConfig } from '../../../src/config/index.js';
import { createLog } from '../../../src/logging/index.js';
import { startApp, type RunningApp } from '../../../src/start.js';
import { createTestDatabase, type TestDatabase } from '../../support/index.js';
import { ApiClient, type Json } from './api-client.js';

export interface TestApp {
  readonly url: string;
  readonly config: AppConfig;
  /** With the admin token. */
  readonly admin: ApiClient;
  readonly database: TestDatabase;
  /** Every line that was logged, as text. */
  readonly log: readonly string[];
  /** A new project, and a client with a key of its own. */
  project(name?: string): Promise<{ readonly id: string; readonly key: string; readonly client: ApiClient }>;
  /** Stops the application; the database stays. */
  stop(): Promise<void>;
  /** Stops what runs and drops the database. */
  close(): Promise<void>;
}

/** The whole application on a database of its own, listening on a free port, allowed to reach loopback. */
export async function startTestApp(
  adjust: (config: AppConfig, database: TestDatabase) => void | Promise<void> = () => undefined,
): Promise<TestApp> {
  const database = await createTestDatabase({ migrate: false });
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-e2e-'));
  const config = new AppConfig();
  config.databaseUrl = database.url;
  config.port = 0;
  config.stateFolder = folder;
  config.files.folder = join(folder, 'files');
  config.adminToken = `admin-${randomBytes(12).toString('hex')}`;
  config.encryptionKeys = [randomBytes(32).toString('base64')];
  config.requestsPerSecond = 10_000;
  config.delivery.egressAllow = ['127.0.0.1/32'];
  config.delivery.shutdownGraceMs = 2000;
  await adjust(config, database);

  const log: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.push(chunk.toString());
      done();
    },
  });
  let app: RunningApp;
  try {
    app = await startApp(config, createLog(config.logLevel, destination));
  } catch (error) {
    await database.drop();
    throw error;
  }
  const admin = new ApiClient(app.url, config.adminToken);
  return {
    url: app.url,
    config,
    admin,
    database,
    log,
    async project(name = 'Test') {
      const project = await admin.expect(201, admin.post('/v1/projects', { name }));
      const created = await admin.expect(201, admin.post(`/v1/projects/${idOf(project)}/api-keys`, { name: 'test' }));
      const key = created.key as string;
      return { id: idOf(project), key, client: admin.as(key) };
    },
    stop: () => app.close(),
    async close() {
      await app.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function idOf(resource: Json): string {
  return resource.id as string;
}
