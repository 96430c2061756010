import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Module, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { randomBytes } from 'node:crypto';
import { posthornMigrations, PosthornModule } from 'posthorn';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { TokenGuard } from './api-support.js';

@Module({})
class HostModule {}

describe('a host that takes less JSON than a payload may have', () => {
  let db: TestDatabase;
  let close: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    db = await createTestDatabase({ migrate: await posthornMigrations() });
  });
  afterEach(() => close?.());
  afterAll(() => db.drop());

  /** Boots a host. @returns the warnings of its boot that speak of the limit */
  async function warningsOf({ api = true, limit, adapter, bodyParser = true }: Host): Promise<string[]> {
    const warnings: string[] = [];
    const quiet = (): void => undefined;
    const logger: LoggerService = {
      ...{ log: quiet, error: quiet, debug: quiet, verbose: quiet },
      warn: (message: string) => warnings.push(message),
    };
    const imports = [
      PosthornModule.forRoot({
        pool: db.pool,
        encryption: { keys: [randomBytes(32)] },
        dispatcher: false,
        api: api && { guard: TokenGuard },
      }),
    ];
    const root = { module: HostModule, imports };
    const options = { logger, bodyParser, abortOnError: false };
    const app = await (adapter
      ? NestFactory.create<NestExpressApplication>(root, adapter, options)
      : NestFactory.create<NestExpressApplication>(root, options));
    close = () => app.close();
    if (limit !== undefined) app.useBodyParser('json', { limit });
    await app.init();
    return warnings.filter((text) => text.includes('262144'));
  }

  it.each<[string, Host, string]>([
    ['Express as Nest sets it up', {}, '102400 bytes'],
    ['Express with a parser of its own', { limit: '200kb' }, '204800 bytes'],
    ['Fastify with a limit', { adapter: new FastifyAdapter({ bodyLimit: 1000 }) }, '1000 bytes'],
  ])('is told at its boot: %s', async (_name, host, said) => {
    const [warning, ...others] = await warningsOf(host);
    expect(warning).toContain(said);
    expect(warning).toContain('useBodyParser');
    expect(others).toEqual([]);
  });

  it.each<[string, Host]>([
    ['it takes as much', { limit: '256kb' }],
    ['Fastify does by itself', { adapter: new FastifyAdapter() }],
    ['it has no routes of Posthorn', { api: false }],
    ['it reads bodies in its own way', { bodyParser: false }],
  ])('hears nothing when %s', async (_name, host) => {
    expect(await warningsOf(host)).toEqual([]);
  });
});

interface Host {
  readonly api?: boolean;
  readonly limit?: string;
  readonly adapter?: FastifyAdapter;
  readonly bodyParser?: boolean;
}
