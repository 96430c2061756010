import 'reflect-metadata';
import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PrismaPg } from '@prisma/adapter-pg';
import { EventBus, EventCatalogModule, fromPrisma, PosthornModule } from 'posthorn';
import { HostGuard } from '../shared/host.guard.js';
import { OrderPlaced } from '../shared/order-placed.js';
import { ORDERS, OrdersController, type Orders } from '../shared/orders.controller.js';
import { openPool } from '../shared/pg-host.module.js';
import { serve } from '../shared/serve.js';
import { DATABASE_URL, settings } from '../shared/settings.js';

/** Part of what `prisma generate` writes, which only the installed host has. */
interface Tx {
  readonly order: {
    create(args: { data: { id: string } }): Promise<unknown>;
    findUnique(args: { where: { id: string } }): Promise<unknown>;
  };
  $queryRawUnsafe(query: string, ...values: unknown[]): Promise<unknown>;
  $executeRawUnsafe(query: string, ...values: unknown[]): Promise<number>;
}
interface Prisma extends Tx {
  $transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  $disconnect(): Promise<void>;
}

const GENERATED = './generated/client.js' as string;
const { PrismaClient } = (await import(GENERATED)) as { PrismaClient: new (options: { adapter: PrismaPg }) => Prisma };

const pool = await openPool();
const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: DATABASE_URL }) });

@Injectable()
class ClientOrders implements Orders, OnApplicationShutdown {
  constructor(@Inject(EventBus) private readonly bus: EventBus) {}

  async place(id: string, work: () => void): Promise<void> {
    await client.$transaction(async (tx) => {
      await tx.order.create({ data: { id } });
      await this.bus.publish(OrderPlaced, { id, total: 4200 }, { tx });
      work();
    });
  }

  async exists(id: string): Promise<boolean> {
    return (await client.order.findUnique({ where: { id } })) !== null;
  }

  async onApplicationShutdown(): Promise<void> {
    await client.$disconnect();
    await pool.end();
  }
}

@Module({
  imports: [
    PosthornModule.forRoot({
      ...settings,
      database: fromPrisma({ client, pool }),
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
