import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module, type CanActivate, type ExecutionContext, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { fromPg, migrate, type Database } from '@posthorn/database';
import { createDialects } from '@posthorn/dialects';
import { EventBus, EventBusModule, EventCatalogModule } from '@posthorn/event-bus';
import { defineEvent } from '@posthorn/event-catalog';
import { verifyWebhook } from '@posthorn/signing';
import { setCaller, WebhooksModule, webhooksMigrations, WebhooksService } from '@posthorn/webhooks';
import { IsInt, IsString } from 'class-validator';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

class OrderData {
  @IsString()
  id!: string;

  @IsInt()
  total!: number;
}

const OrderPlaced = defineEvent({
  name: 'order.placed',
  version: 1,
  description: 'A customer placed an order.',
  payload: OrderData,
  example: { id: 'order_1', total: 4200 },
});

/** Stands for the authentication that a host has: everybody is the admin here. */
class HostGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    setCaller(context.switchToHttp().getRequest<object>(), {
      kind: 'admin',
      projectId: null,
      scopes: null,
      actor: 'host',
    });
    return true;
  }
}

@Module({ imports: [EventCatalogModule.forFeature([OrderPlaced])] })
class OrdersModule {}

/** The host of the README, on a `pg` pool: the libs and nothing of the application. */
function hostOn(database: Database): new () => object {
  @Module({
    imports: [
      EventBusModule.forRoot({ database, isGlobal: true }),
      WebhooksModule.forRoot({
        database,
        dialects: createDialects(),
        encryption: { keys: [randomBytes(32)] },
        delivery: { allowHttp: true, allowedAddresses: ['127.0.0.1/32'] },
        api: { guard: HostGuard },
        isGlobal: true,
      }),
      OrdersModule,
    ],
  })
  class Host {}
  return Host;
}

describe('a minimal host', () => {
  let testDatabase: TestDatabase;
  let host: INestApplicationContext;
  let receiver: Server;
  const received: { headers: IncomingHttpHeaders; body: Buffer }[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase({ migrate: false });
    const database = fromPg(testDatabase.pool);
    await migrate(database, { migrations: await webhooksMigrations() });
    receiver = createServer((request, response) => {
      void request.toArray().then((chunks: Buffer[]) => {
        received.push({ headers: request.headers, body: Buffer.concat(chunks) });
        response.end();
        receiver.emit('delivered');
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    host = await NestFactory.createApplicationContext(hostOn(database), { logger: false });
    host.enableShutdownHooks();
  });

  afterAll(async () => {
    await host.close();
    receiver.close();
    await testDatabase.drop();
  });

  it('delivers what its own transaction commits, and nothing of what it rolls back', async () => {
    const { port } = receiver.address() as AddressInfo;
    const { secret = '' } = await host.get(WebhooksService, { strict: false }).create({
      url: `http://127.0.0.1:${port}/hook`,
      events: ['order.placed'],
    });
    const bus = host.get(EventBus);
    const delivered = once(receiver, 'delivered');
    const client = await testDatabase.pool.connect();
    try {
      await client.query('BEGIN');
      await bus.publish(OrderPlaced, { id: 'rolled back', total: 1 }, { tx: client });
      await client.query('ROLLBACK');
      await client.query('BEGIN');
      await bus.publish(OrderPlaced, { id: 'order_1', total: 4200 }, { tx: client });
      await client.query('COMMIT');
    } finally {
      client.release();
    }
    await delivered;
    const [request] = received;
    const { headers, body } = request!;
    const now = Math.floor(Date.now() / 1000);
    expect(verifyWebhook('standard-webhooks', { headers, body, secrets: secret, now }).valid).toBe(true);
    expect(JSON.parse(body.toString())).toMatchObject({ type: 'order.placed', data: { id: 'order_1', total: 4200 } });
    expect(received).toHaveLength(1);
  });
});
