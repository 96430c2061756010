import 'reflect-metadata';
import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { EventBus, EventCatalogModule, PosthornModule } from 'posthorn';
import { HostGuard } from '../shared/host.guard.js';
import { OrderPlaced } from '../shared/order-placed.js';
import { ORDERS, OrdersController, type Orders } from '../shared/orders.controller.js';
import { serve } from '../shared/serve.js';
import { DATABASE_URL, settings } from '../shared/settings.js';

const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 6 });
await pool.query('create table if not exists orders (id text primary key)');

@Injectable()
class PgOrders implements Orders, OnApplicationShutdown {
  constructor(@Inject(EventBus) private readonly bus: EventBus) {}

  async place(id: string, work: () => void): Promise<void> {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('insert into orders (id) values ($1)', [id]);
      await this.bus.publish(OrderPlaced, { id, total: 4200 }, { tx: client });
      work();
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  async exists(id: string): Promise<boolean> {
    return (await pool.query('select from orders where id = $1', [id])).rowCount === 1;
  }

  async onApplicationShutdown(): Promise<void> {
    await pool.end();
  }
}

@Module({
  imports: [
    PosthornModule.forRoot({ ...settings, pool, api: { prefix: 'hooks', guard: HostGuard } }),
    EventCatalogModule.forFeature([OrderPlaced]),
  ],
  controllers: [OrdersController],
  providers: [{ provide: ORDERS, useClass: PgOrders }],
})
class AppModule {}

await serve(await NestFactory.create(AppModule, { logger: ['error', 'warn'] }));
