import 'reflect-metadata';
import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { EventBus, EventCatalogModule, fromDrizzle, PosthornModule } from 'posthorn';
import { HostGuard } from '../shared/host.guard.js';
import { OrderPlaced } from '../shared/order-placed.js';
import { ORDERS, OrdersController, type Orders } from '../shared/orders.controller.js';
import { openPool } from '../shared/pg-host.module.js';
import { serve } from '../shared/serve.js';
import { settings } from '../shared/settings.js';

const orders = pgTable('orders', { id: text('id').primaryKey() });

const pool = await openPool();
const client = drizzle(pool);

@Injectable()
class ClientOrders implements Orders, OnApplicationShutdown {
  constructor(@Inject(EventBus) private readonly bus: EventBus) {}

  async place(id: string, work: () => void): Promise<void> {
    await client.transaction(async (tx) => {
      await tx.insert(orders).values({ id });
      await this.bus.publish(OrderPlaced, { id, total: 4200 }, { tx });
      work();
    });
  }

  async exists(id: string): Promise<boolean> {
    return (await client.select().from(orders).where(eq(orders.id, id))).length === 1;
  }

  async onApplicationShutdown(): Promise<void> {
    await pool.end();
  }
}

@Module({
  imports: [
    PosthornModule.forRoot({
      ...settings,
      database: fromDrizzle({ client }),
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
