import type { AddressInfo } from 'node:net';

import { webhooksMigrations } from '@posthorn/webhooks';

import { features } from './app.module.js';
import { resolveLocalSecrets, type AppConfig, type LocalSecrets } from './config/index.js';
import { createApp } from './create-app.js';
import { AppDataSource, openDatabase } from './database/index.js';
import type { Logger } from './logging/index.js';

/** An application that listens. */
export interface RunningApp {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  readonly secrets: LocalSecrets;
  /** Takes no more requests, lets attempts end within the grace time, gives everything back. Safe twice. */
  close(): Promise<void>;
}

/**
 * Secrets, database, schema, application, port: in this order, so that a start that is refused has served nobody.
 * @throws StartRefusedError, ConfigError, EmbeddedPostgresError
 */
export async function startApp(config: AppConfig, logger: Logger): Promise<RunningApp> {
  const log = (line: string): void => logger.info(line);
  const secrets = await resolveLocalSecrets(config);
  const dataSource = await createDataSource(config, log);
  await openDatabase(dataSource, config, log);
  let app;
  try {
    app = await createApp({ config, secrets, dataSource, logger });
    await app.listen(config.port, config.host);
  } catch (error) {
    if (app) await app.close();
    await dataSource.destroy();
    throw error;
  }
  const running = app;
  const server = running.getHttpServer();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    // Connections that are still answering when the grace time ends (a live stream, a client that does not read).
    const timer = setTimeout(() => server.closeAllConnections(), config.delivery.shutdownGraceMs);
    try {
      await running.close();
    } finally {
      clearTimeout(timer);
      await dataSource.destroy();
    }
  };
  return { url: urlOf(server.address() as AddressInfo), secrets, close: () => (closing ??= close()) };
}

/** Makes the DataSource of the application and of the TypeORM CLI; has no effect until it is initialized. */
export async function createDataSource(config: AppConfig, log?: (line: string) => void): Promise<AppDataSource> {
  const libraryMigrations = await webhooksMigrations();
  return new AppDataSource(config, { features, libraryMigrations, ...(log ? { log } : {}) });
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
