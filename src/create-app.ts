import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';

import { AppModule, features, type AppOptions } from './app.module.js';
import { addressBudget, Callers, knownCallersFirst, RequestBudget } from './auth/index.js';
import { bodyDeadline, Draining, limitPatience, roleGate, strictJson } from './http/index.js';
import { NestLog, requestLog } from './logging/index.js';
import { Metrics } from './metrics/index.js';
import { serveOpenApi } from './openapi/index.js';

/** Above the 256 KiB of a payload, for what is written around it; a row change carries two records. */
const MAX_JSON_BYTES = 1024 * 1024;

/** The application on Express, not yet listening. @param draining how it stops serving */
export async function createApp(
  options: AppOptions,
  draining: Draining = new Draining(),
): Promise<NestExpressApplication> {
  const { config, logger } = options;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(options), {
    bodyParser: false,
    rawBody: true,
    abortOnError: false,
    logger: new NestLog(logger),
  });
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustedProxies.length > 0 ? [...config.trustedProxies] : false);
  app.set('query parser', 'simple');
  const metrics = app.get(Metrics);
  const server = app.getHttpServer();
  limitPatience(server, config.patience);
  draining.watch(server);
  app.use(requestLog(logger, (request) => metrics.seen(request)));
  app.use(draining.middleware);
  app.use(roleGate(config.role));
  app.use(
    helmet({
      contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } },
      // Told to browsers by whoever ends TLS in front of this; over plain http it says nothing.
      strictTransportSecurity: config.production,
    }),
  );
  app.use(addressBudget(app.get(RequestBudget)));
  app.use(bodyDeadline(config.patience));
  app.use(knownCallersFirst(app.get(Callers)));
  app.useBodyParser('json', {
    limit: MAX_JSON_BYTES,
    type: ['application/json', 'application/*+json'],
    // What is JSON and no object is told so by whoever reads it, not that it is no JSON.
    strict: false,
  });
  app.use(strictJson());
  if (config.role !== 'dispatcher') serveOpenApi(app, features);
  return app;
}
