import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { openPool, PgHostModule } from '../shared/pg-host.module.js';
import { run } from '../shared/serve.js';

// Two applications in one process, each with a pool and a schema of its own.
const create = async (schema: string) => {
  const app = await NestFactory.create(PgHostModule.on(await openPool(), { schema }), { logger: ['error', 'warn'] });
  await app.listen(0, '127.0.0.1');
  return app;
};
const first = await create('posthorn');
const second = await create('posthorn_second');
run([first, second], [await first.getUrl(), await second.getUrl()]);
