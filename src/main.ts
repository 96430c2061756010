import { ConfigError, configFromProcess, StartRefusedError, type AppConfig } from './config/index.js';
import { EmbeddedPostgresError } from './embedded-postgres/index.js';
import { createLog, type Logger } from './logging/index.js';
import { startApp, type RunningApp } from './start.js';

/** npm passes on what the terminal has sent to every process already, so one Ctrl-C comes twice. */
const SAME_SIGNAL_MS = 500;
/** After the grace time, for what else may hang. */
const EXIT_MARGIN_MS = 10_000;

function readConfig(): AppConfig {
  try {
    return configFromProcess();
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof StartRefusedError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/** What the operator can mend is said in one paragraph; everything else with its stack. */
function isExpected(error: unknown): error is Error {
  return error instanceof ConfigError || error instanceof StartRefusedError || error instanceof EmbeddedPostgresError;
}

function stopOnSignals(app: RunningApp, config: AppConfig, logger: Logger): void {
  let stoppingSince: number | undefined;
  const stop = (signal: string): void => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince < SAME_SIGNAL_MS) return;
      logger.warn(`${signal} again: leaving at once`);
      process.exit(1);
    }
    stoppingSince = performance.now();
    logger.info(`${signal}: stopping`);
    setTimeout(() => process.exit(1), config.delivery.shutdownGraceMs + EXIT_MARGIN_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
}

const config = readConfig();
const logger = createLog(config.logLevel);

process.on('uncaughtException', (error, origin) => {
  logger.fatal({ error }, origin);
  process.exit(1);
});

try {
  const app = await startApp(config, logger);
  stopOnSignals(app, config, logger);
  logger.info({ role: config.role, url: app.url }, `listening on ${app.url}`);
  if (app.secrets.adminTokenFile !== null) logger.info(`the admin token is in ${app.secrets.adminTokenFile}`);
} catch (error) {
  if (!isExpected(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
