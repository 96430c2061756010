import 'reflect-metadata';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';

export const keys = process.env['POSTHORN_ENCRYPTION_KEYS']!.split(',');
export const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] });

export async function starts({ module }: { module: DynamicModule }): Promise<void> {
  const app = await NestFactory.createApplicationContext(module, { logger: ['error'] });
  await app.close();
  await pool.end();
}
