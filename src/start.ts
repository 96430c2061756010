import type { AddressInfo } from 'node:net';

import type { NestExpressApplication } from '@nestjs/platform-express';

import { errorCode } from './common/index.js';
import { resolveLocalSecrets, StartRefusedError, type AppConfig, type LocalSecrets } from './config/index.js';
import { createApp } from './create-app.js';
import { createDataSource, openDatabase } from './database/index.js';
import { Draining } from './http/index.js';
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
  const draining = new Draining();
  let app;
  try {
    app = await createApp({ config, secrets, dataSource, logger }, draining);
    await listen(app, config);
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
    draining.begin(server);
    try {
      await running.close();
    } finally {
      clearTimeout(timer);
      await dataSource.destroy();
    }
  };
  return { url: urlOf(server.address() as AddressInfo), secrets, close: () => (closing ??= close()) };
}

/** @throws StartRefusedError `port_unusable` */
async function listen(app: NestExpressApplication, { host, port }: AppConfig): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const reason = LISTEN_FAULTS.get(errorCode(error) ?? '');
    if (reason === undefined) throw error;
    throw new StartRefusedError('port_unusable', `Cannot listen on ${host}, port ${port}: ${reason}`, { cause: error });
  }
}

/** What the system says, and what to do about it. */
const LISTEN_FAULTS: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'another process does. Stop it, or set PORT to a free one (0 takes any).'],
  ['EACCES', 'this user may not. Set PORT to 1024 or above.'],
  ['EADDRNOTAVAIL', 'this machine has no such address. Set HOST to one that it has, or to 0.0.0.0 for all of them.'],
  ['ENOTFOUND', 'there is no such name. Set HOST to an address of this machine.'],
]);

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
