import 'reflect-metadata';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { EventBus, EventCatalogModule, WebhooksService } from 'posthorn';
import { OrderPlaced } from '../src/order.events.js';

export { EventBus, OrderPlaced };
export const keys = process.env['POSTHORN_ENCRYPTION_KEYS']!.split(',');
export const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] });

interface Sample {
  readonly module: DynamicModule;
  readonly place: (bus: EventBus) => Promise<void>;
}

/** The sample's module starts, and what it publishes is stored with its order. */
export async function published({ module, place }: Sample): Promise<void> {
  class Host {}
  Module({ imports: [module, EventCatalogModule.forFeature([OrderPlaced])] })(Host);
  const before = await counts();
  const app = await NestFactory.createApplicationContext(Host, { logger: ['error'] });
  try {
    await place(app.get(EventBus));
  } finally {
    await app.close();
  }
  const after = await counts();
  if (after.events !== before.events + 1 || after.orders !== before.orders + 1) {
    throw new Error(`Stored were ${JSON.stringify(before)}, then ${JSON.stringify(after)}.`);
  }
}

async function counts(): Promise<{ events: number; orders: number }> {
  const { rows } = await pool.query<{ events: number; orders: number }>(
    `select (select count(*)::int from posthorn.events where type = 'order.placed') as events,
            (select count(*)::int from orders) as orders`,
  );
  return rows[0]!;
}

/** A process without routes has the services, and ends. */
export async function delivers({ worker }: { worker: INestApplicationContext }): Promise<void> {
  await worker.get(WebhooksService).create({ projectId: 'shop', url: 'https://example.com/hook', events: ['order.*'] });
  await worker.close();
}
