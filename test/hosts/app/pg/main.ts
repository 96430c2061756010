import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { openPool, PgHostModule } from '../shared/pg-host.module.js';
import { serve } from '../shared/serve.js';

await serve(await NestFactory.create(PgHostModule.on(await openPool()), { logger: ['error', 'warn'] }));
