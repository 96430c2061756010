import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { openPool, PgHostModule } from '../shared/pg-host.module.js';
import { listen, run } from '../shared/serve.js';

// Two applications in one process, each with a pool and a schema of its own.
const create = async (schema: string) => {
  const app = await NestFactory.create(PgHostModule.on(await openPool(), { schema }), { logger: ['error', 'warn'] });
  return { app, url: await listen(app) };
};
const first = await create('posthorn');
const second = await create('posthorn_second');
run([first.app, second.app], [first.url, second.url]);
