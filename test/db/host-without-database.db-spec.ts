import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { fromPg, migrate } from '@posthorn/database';
import { createDialects } from '@posthorn/dialects';
import { EventBus, EventBusModule, EventCatalogModule } from '@posthorn/event-bus';
import { defineEvent } from '@posthorn/event-catalog';
import { TableChangesModule, tableChangesMigrations } from '@posthorn/table-changes';
import { EventTypesService, WebhooksModule, webhooksMigrations, WebhooksService } from '@posthorn/webhooks';
import { IsString } from 'class-validator';
import pg from 'pg';
import { DatabaseProxy, eventually, Receiver } from '../e2e/support/index.js';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

class LampData {
  @IsString()
  id!: string;
}

const LampLit = defineEvent({
  name: 'lamp.lit',
  version: 1,
  description: 'A lamp was lit.',
  payload: LampData,
  example: { id: 'lamp_1' },
});

describe('a host that starts while its database is away', () => {
  let database: TestDatabase;
  let proxy: DatabaseProxy;
  let receiver: Receiver;
  let pool: pg.Pool;
  let host: INestApplicationContext;
  beforeAll(async () => {
    database = await createTestDatabase({ migrate: false });
    const migrations = [...(await webhooksMigrations()), ...(await tableChangesMigrations())];
    await migrate(fromPg(database.pool), { migrations });
    [proxy, receiver] = await Promise.all([DatabaseProxy.start(database.url), Receiver.start()]);
    await proxy.cut();
    pool = new pg.Pool({ connectionString: proxy.url, max: 8 });
    pool.on('error', () => undefined);
  });
  afterAll(async () => {
    await host.close();
    await pool.end();
    await proxy.cut();
    await receiver.stop();
    await database.drop();
  });

  it('starts, and delivers as soon as the database is there, with nobody restarting anything', async () => {
    const shared = fromPg(pool);
    @Module({
      imports: [
        EventBusModule.forRoot({ database: shared, isGlobal: true }),
        EventCatalogModule.forFeature([LampLit]),
        WebhooksModule.forRoot({
          database: shared,
          dialects: createDialects(),
          encryption: { keys: [randomBytes(32)] },
          delivery: { allowHttp: true, allowedAddresses: ['127.0.0.1/32'] },
          worker: { pollInterval: 100 },
          api: false,
          isGlobal: true,
        }),
        TableChangesModule.forRoot({ tables: ['public.*'] }),
      ],
    })
    class Host {}
    const began = performance.now();
    host = await NestFactory.createApplicationContext(Host, { logger: false });
    expect(performance.now() - began).toBeLessThan(60_000);

    await proxy.restore();
    const types = host.get(EventTypesService);
    await eventually(
      () =>
        types.get('lamp.lit').then(
          ({ source }) => source,
          () => 'unknown',
        ),
      (source) => source === 'code',
    );
    await host.get(WebhooksService).create({ url: receiver.url('/lamps'), events: ['lamp.lit'] });
    const client = await pool.connect();
    await client.query('begin');
    await host.get(EventBus).publish(LampLit, { id: 'lamp_1' }, { tx: client });
    await client.query('commit');
    client.release();
    const [request] = await receiver.waitFor('/lamps', 1);
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ type: 'lamp.lit', data: { id: 'lamp_1' } });
  });
});
