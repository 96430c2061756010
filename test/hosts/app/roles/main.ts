import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { openPool, PgHostModule } from '../shared/pg-host.module.js';
import { run, serve } from '../shared/serve.js';

const logger = { logger: ['error', 'warn'] } as const;
const pool = await openPool();

if (process.env['ROLE'] === 'dispatcher') {
  run([
    await NestFactory.createApplicationContext(PgHostModule.on(pool, { api: false }), { logger: [...logger.logger] }),
  ]);
} else {
  await serve(await NestFactory.create(PgHostModule.on(pool, { dispatcher: false }), { logger: [...logger.logger] }));
}
