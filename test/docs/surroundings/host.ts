import 'reflect-metadata';
import { Injectable, Module, type CanActivate, type ExecutionContext, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IsInt, IsString } from 'class-validator';
import pg from 'pg';
import { allDialects } from '@posthorn/dialects';
import { EventBusModule } from '@posthorn/event-bus';
import { TableChangesModule } from '@posthorn/table-changes';
import { WebhooksModule } from '@posthorn/webhooks';
import {
  defineEvent,
  EventBus,
  EventCatalog,
  EventCatalogModule,
  fromPg,
  fromTypeOrm,
  migratePosthorn,
  PosthornModule,
  setCaller,
  TableChanges,
  WebhooksService,
  withPosthornApi,
} from 'posthorn';
import { Column, DataSource, Entity, PrimaryColumn, type DataSourceOptions } from 'typeorm';

// What a NestJS application around the fragments of a README has.

export {
  allDialects,
  EventBusModule,
  fromPg,
  fromTypeOrm,
  PosthornModule,
  TableChanges,
  TableChangesModule,
  WebhooksModule,
  withPosthornApi,
  DataSource,
  DocumentBuilder,
  EventBus,
  EventCatalog,
  EventCatalogModule,
  Injectable,
  IsInt,
  IsString,
  Module,
  setCaller,
  SwaggerModule,
  TypeOrmModule,
};
export type { CanActivate, ExecutionContext };

@Entity('orders')
export class Order {
  @PrimaryColumn('text') id!: string;
  @Column('int', { default: 0 }) total!: number;
}

@Entity('people')
export class User {
  @PrimaryColumn('text') id!: string;
  @Column('text') projectId!: string;
}
export const input = { id: 'user_1', projectId: 'shop' };

export class UserData {
  @IsString() id!: string;
}
export const UserCreated = defineEvent({
  name: 'person.created',
  description: 'Somebody came.',
  payload: UserData,
  example: { id: 'user_1' },
});
export const dataOf = ({ id }: User): UserData => ({ id });

@Injectable()
export class UsersService {}

export const cache = { forget: (_id: string): void => undefined };

export class OrderData {
  @IsString() id!: string;
  @IsInt() total!: number;
}

export const OrderPlaced = defineEvent({
  name: 'order.placed',
  version: 1,
  description: 'A customer placed an order.',
  payload: OrderData,
  example: { id: 'order_1', total: 4200 },
});

export interface Request {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Who belongs to a request, as a host knows. */
@Injectable()
export class Accounts {
  of(_request: Request): Promise<{ id: string; userId: string } | undefined> {
    return Promise.resolve({ id: 'shop', userId: 'user_1' });
  }
}

@Injectable()
export class YourGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    setCaller(context.switchToHttp().getRequest<Request>(), {
      kind: 'admin',
      projectId: null,
      scopes: null,
      actor: 'you',
    });
    return true;
  }
}

export { YourGuard as MyAuthGuard };

const database_url = process.env['DATABASE_URL']!;
const schema = `docs_${process.pid}`;
export const pool = new pg.Pool({ connectionString: database_url });
await pool.query(`CREATE SCHEMA ${schema}`);
await migratePosthorn({ pool });

export const dataSourceOptions: DataSourceOptions = {
  type: 'postgres',
  url: database_url,
  schema,
  entities: [Order, User],
  synchronize: true,
};
export const encryption = { keys: [process.env['POSTHORN_KEY']!] };
export const database = fromPg(pool);
export const projectId = 'shop';
export const url = 'https://example.com/hook';
export const id = 'order_9';

export let app: INestApplication;
export let dataSource: DataSource;
export let bus: EventBus;
export let webhooks: WebhooksService;

/** The application of the sample runs from now on. */
export async function starts({ AppModule }: { AppModule: new () => object }): Promise<void> {
  app = await NestFactory.create(AppModule, { logger: ['error'], abortOnError: false });
  await app.init();
  const [source] = [DataSource].flatMap((token) => {
    try {
      return [app.get(token, { strict: false })];
    } catch {
      return []; // a host on a pool
    }
  });
  if (source !== undefined) dataSource = source;
  bus = app.get(EventBus);
  webhooks = app.get(WebhooksService, { strict: false });
}

/** The bus alone: something has to store what is published. */
export async function listens({ AppModule }: { AppModule: new () => object }): Promise<void> {
  app = await NestFactory.create(AppModule, { logger: ['error'], abortOnError: false });
  await app.init();
  dataSource = app.get(DataSource);
  bus = app.get(EventBus);
  bus.publishing$.subscribe((batch) => {
    const events = batch.envelopes.map((envelope) => ({ id: envelope.id, duplicate: false }));
    const confirm = (ids: readonly string[]) => Promise.resolve(new Set(ids));
    batch.waitUntil(Promise.resolve({ events, xid: '1', confirm }));
  });
}

/** The sample has stored an event with its order. */
export async function published(): Promise<void> {
  const { rows } = await pool.query<{ id: string; events: string }>(
    `select o.id, (select count(*) from posthorn.events where type = 'order.placed') as events from ${schema}.orders o`,
  );
  if (rows.length !== 1 || rows[0]?.events === '0') throw new Error(`Stored were ${JSON.stringify(rows)}.`);
}
