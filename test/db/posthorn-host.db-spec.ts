import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { ENGINE, type DeliveryEngine } from '@posthorn/webhooks';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import {
  EventCatalog,
  EventCatalogModule,
  posthornMigrations,
  PosthornModule,
  TableChanges,
  withPosthornApi,
} from 'posthorn';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { Receiver } from './api-support-receiver.js';
import { TokenGuard, UserCreated } from './api-support.js';

let db: TestDatabase;
let app: INestApplication | undefined;

beforeEach(async () => {
  db = await createTestDatabase({ migrate: await posthornMigrations() });
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  await db.drop();
});

const encryption = { keys: [randomBytes(32)] };
type Options = Parameters<typeof PosthornModule.forRoot>[0];

@Controller('own')
class OwnController {
  @Get()
  show(): string {
    return 'of the host';
  }
}

@Module({})
class HostModule {}

async function boot(options: Partial<Options>, prefix?: string): Promise<INestApplication> {
  const imports = [
    PosthornModule.forRoot({ pool: db.pool, encryption, ...options }),
    EventCatalogModule.forFeature([UserCreated]),
  ];
  app = await NestFactory.create(
    { module: HostModule, imports, controllers: [OwnController] },
    { logger: false, abortOnError: false },
  );
  if (prefix) app.setGlobalPrefix(prefix);
  await app.listen(0, '127.0.0.1');
  return app;
}

const call = async (host: INestApplication, method: string, path: string, body?: unknown) => {
  const response = await fetch((await host.getUrl()) + path, {
    method,
    headers: { authorization: 'Bearer p1', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape of an answer is what the tests assert
  return { status: response.status, body: (await response.json()) as any };
};

describe('PosthornModule with row changes', () => {
  const delivery = { allowHttp: true, allowedAddresses: ['127.0.0.1/32'] };

  it('delivers the changes of the tables that it was told, by forRootAsync too', async () => {
    await db.pool.query(
      'create table public.orders (id int primary key, project_id text); create table public.secrets (id int primary key)',
    );
    const receiver = new Receiver();
    const url = await receiver.start();
    app = await NestFactory.create(
      {
        module: HostModule,
        imports: [
          PosthornModule.forRootAsync({
            useFactory: () => ({ pool: db.pool, encryption, delivery, tableChanges: { tables: ['public.orders'] } }),
            api: { guard: TokenGuard },
          }),
        ],
      },
      { logger: false, abortOnError: false },
    );
    await app.listen(0, '127.0.0.1');
    const refused = await call(app, 'POST', '/v1/webhooks', { url, events: [{ table: 'secrets', operations: ['*'] }] });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ code: 'table_not_allowed' }] } });
    const made = await call(app, 'POST', '/v1/webhooks', { url, events: [{ table: 'orders', operations: ['*'] }] });
    expect(made.status).toBe(201);
    expect(await app.get(TableChanges, { strict: false }).list()).toMatchObject([
      { table: 'orders', state: 'installed' },
    ]);
    await db.pool.query(`insert into public.orders values (7, 'p1')`);
    await app.get<DeliveryEngine>(ENGINE, { strict: false }).runOnce();
    await receiver.arrived(1);
    expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({ type: 'orders.created', data: { id: 7 } });
    await receiver.stop();
  });

  it('makes no trigger and refuses no table where they were not asked for', async () => {
    await db.pool.query('create table public.orders (id int primary key)');
    const host = await boot({ dispatcher: false, api: { guard: TokenGuard }, delivery });
    const webhook = { url: 'https://example.com/', events: [{ table: 'orders', operations: ['*'] }] };
    expect((await call(host, 'POST', '/v1/webhooks', webhook)).status).toBe(201);
    const { rows } = await db.pool.query(`select from pg_trigger where tgname like 'posthorn%'`);
    expect(rows).toEqual([]);
    const { rows: rules } = await db.pool.query('select from posthorn.table_rules');
    expect(rules).toEqual([]);
  });

  it('wants a pool for them', async () => {
    const { fromKysely } = await import('posthorn');
    const { Kysely, PostgresDialect } = await import('kysely');
    const client = new Kysely({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: db.url }) }) });
    const start = boot({
      pool: undefined,
      database: fromKysely({ client }),
      dispatcher: false,
      tableChanges: { tables: ['public.*'] },
    });
    await expect(start).rejects.toMatchObject({
      code: 'invalid_options',
      message: expect.stringContaining('tableChanges'),
    });
    await client.destroy();
  });
});

describe('PosthornModule in the OpenAPI document of a host', () => {
  it('shows its routes under their prefix beside those of the host, described in full', async () => {
    const host = await boot({ dispatcher: false, api: { prefix: 'hooks', guard: TokenGuard } }, 'api');
    const base = new DocumentBuilder().setTitle('Host').setOpenAPIVersion('3.1.0').build();
    const bare = SwaggerModule.createDocument(host, base);
    // Swagger finds them by itself, under the prefix of the host and their own.
    expect(Object.keys(bare.paths)).toEqual(
      expect.arrayContaining(['/api/own', '/api/hooks/webhooks', '/api/hooks/webhooks/{id}']),
    );
    const catalog = host.get(EventCatalog, { strict: false });
    const document = withPosthornApi(bare, { prefix: 'api/hooks', catalog });
    expect(Object.keys(document.paths).sort()).toEqual(Object.keys(bare.paths).sort());
    const create = document.paths['/api/hooks/webhooks']?.post;
    expect(create).toMatchObject({
      summary: expect.any(String),
      requestBody: {
        content: { 'application/json': { schema: { $ref: '#/components/schemas/PosthornCreateWebhook' } } },
      },
    });
    expect(document.paths['/api/own']).toEqual(bare.paths['/api/own']);
    expect(document).toMatchObject({ webhooks: { 'user.created': expect.any(Object) }, info: { title: 'Host' } });
    const names = new Set(Object.keys(document.components?.schemas ?? {}));
    const refs = [...JSON.stringify(document.paths).matchAll(/"#\/components\/schemas\/([^"/]+)"/g)].map(
      ([, name]) => name!,
    );
    expect(refs.filter((name) => !names.has(name))).toEqual([]);
    expect((await call(host, 'GET', '/api/hooks/webhooks')).status).toBe(200);
  });

  it('shows none of them when the API is not served', async () => {
    const host = await boot({ dispatcher: false });
    const document = SwaggerModule.createDocument(host, new DocumentBuilder().build());
    expect(Object.keys(document.paths)).toEqual(['/own']);
  });
});

describe('PosthornModule leaves alone', () => {
  it('global pipes, filters, guards and interceptors, the handlers of the process and what the pool was given', async () => {
    const events = [
      'SIGTERM',
      'SIGINT',
      'uncaughtException',
      'unhandledRejection',
      'exit',
      'beforeExit',
      'warning',
    ] as const;
    const handlers = () => events.map((name) => process.listenerCount(name));
    const before = handlers();
    const pool = new pg.Pool({ connectionString: db.url, max: 3, application_name: 'host' });
    const given = { ...pool.options };
    const host = await boot({
      pool,
      api: { guard: TokenGuard },
      tableChanges: { tables: ['public.*'] },
      delivery: { allowHttp: true },
    });
    const { config } = host as unknown as {
      config: Record<`getGlobal${'Pipes' | 'Filters' | 'Guards' | 'Interceptors'}`, () => unknown[]>;
    };
    for (const name of ['getGlobalPipes', 'getGlobalFilters', 'getGlobalGuards', 'getGlobalInterceptors'] as const) {
      expect(config[name]()).toEqual([]);
    }
    await call(host, 'GET', '/v1/webhooks');
    expect(handlers()).toEqual(before);
    expect(pool.options).toEqual(given);
    expect(pool.totalCount).toBeLessThanOrEqual(3);
    const { rows } = await pool.query(
      `select name from pg_settings where source = 'session' and name not in ('application_name', 'client_encoding', 'DateStyle', 'TimeZone')`,
    );
    expect(rows).toEqual([]);
    await host.close();
    app = undefined;
    expect(handlers()).toEqual(before);
    await pool.end();
  });
});
