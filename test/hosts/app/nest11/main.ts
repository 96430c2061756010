import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { openPool, PgHostModule } from '../shared/pg-host.module.js';
import { serve } from '../shared/serve.js';

// A CommonJS program: no await at its top.
async function main(): Promise<void> {
  await serve(await NestFactory.create(PgHostModule.on(await openPool()), { logger: ['error', 'warn'] }));
}

void main();
