import 'reflect-metadata';
import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Kysely, PostgresDialect } from 'kysely';
import { EventBus, EventCatalogModule, fromKysely, PosthornModule } from 'posthorn';
import { HostGuard } from '../shared/host.guard.js';
import { OrderPlaced } from '../shared/order-placed.js';
import { ORDERS, OrdersController, type Orders } from '../shared/orders.controller.js';
import { openPool } from '../shared/pg-host.module.js';
import { serve } from '../shared/serve.js';
import { settings } from '../shared/settings.js';

interface Tables {
  orders: { id: string };
}

const pool = await openPool();
const client = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });

@Injectable()
class ClientOrders implements Orders, OnApplicationShutdown {
  constructor(@Inject(EventBus) private readonly bus: EventBus) {}

  async place(id: string, work: () => void): Promise<void> {
    await client.transaction().execute(async (tx) => {
      await tx.insertInto('orders').values({ id }).execute();
      await this.bus.publish(OrderPlaced, { id, total: 4200 }, { tx });
      work();
    });
  }

  async exists(id: string): Promise<boolean> {
    return (await client.selectFrom('orders').select('id').where('id', '=', id).execute()).length === 1;
  }

  async onApplicationShutdown(): Promise<void> {
    await client.destroy();
  }
}

@Module({
  imports: [
    PosthornModule.forRoot({
      ...settings,
      database: fromKysely({ client, pool }),
      api: { prefix: 'hooks', guard: HostGuard },
      console: {},
    }),
    EventCatalogModule.forFeature([OrderPlaced]),
  ],
  controllers: [OrdersController],
  providers: [{ provide: ORDERS, useClass: ClientOrders }],
})
class AppModule {}

await serve(await NestFactory.create(AppModule, { logger: ['error', 'warn'] }));
