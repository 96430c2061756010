import 'reflect-metadata';
import { Inject, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { InjectDataSource, TypeOrmModule } from '@nestjs/typeorm';
import {
  EventBus,
  EventCatalog,
  EventCatalogModule,
  PosthornModule,
  posthornMigrations,
  typeOrmMigrations,
  withPosthornApi,
} from 'posthorn';
import { DataSource, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { HostGuard } from '../shared/host.guard.js';
import { OrderPlaced } from '../shared/order-placed.js';
import { ORDERS, OrdersController, type Orders } from '../shared/orders.controller.js';
import { serve } from '../shared/serve.js';
import { DATABASE_URL, settings } from '../shared/settings.js';

@Entity('orders')
class Order {
  @PrimaryColumn('text')
  id!: string;
}

class CreateOrders1800000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('create table orders (id text primary key)');
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table orders');
  }
}

@Injectable()
class TypeOrmOrders implements Orders {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(EventBus) private readonly bus: EventBus,
  ) {}

  async place(id: string, work: () => void): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      await tx.save(Order, { id });
      await this.bus.publish(OrderPlaced, { id, total: 4200 }, { tx });
      work();
    });
  }

  exists(id: string): Promise<boolean> {
    return this.dataSource.manager.existsBy(Order, { id });
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: DATABASE_URL,
      entities: [Order],
      // Posthorn's migrations are part of the host's own list here, so that its module only checks them.
      migrations: [...typeOrmMigrations(await posthornMigrations()), CreateOrders1800000000000],
      migrationsRun: true,
    }),
    PosthornModule.forRootAsync({
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => ({
        ...settings,
        migrations: 'check',
        dataSource,
        tableChanges: { tables: ['public.orders'] },
      }),
      api: { prefix: 'hooks', guard: HostGuard },
      console: {},
    }),
    EventCatalogModule.forFeature([OrderPlaced]),
  ],
  controllers: [OrdersController],
  providers: [{ provide: ORDERS, useClass: TypeOrmOrders }],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
const config = new DocumentBuilder().setTitle('Orders').setOpenAPIVersion('3.1.0').build();
const document = withPosthornApi(SwaggerModule.createDocument(app, config), {
  prefix: 'hooks',
  catalog: app.get(EventCatalog, { strict: false }),
});
SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'openapi.json' });
await serve(app);
