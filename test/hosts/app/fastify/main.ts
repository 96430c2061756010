import 'reflect-metadata';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { NestFactory } from '@nestjs/core';
import { openPool, PgHostModule } from '../shared/pg-host.module.js';
import { serve } from '../shared/serve.js';

// Only the installed host has it.
const PLATFORM = '@nestjs/platform-fastify' as string;
const { FastifyAdapter } = (await import(PLATFORM)) as { FastifyAdapter: new () => AbstractHttpAdapter };

const pool = await openPool();
await serve(await NestFactory.create(PgHostModule.on(pool), new FastifyAdapter(), { logger: ['error', 'warn'] }));
