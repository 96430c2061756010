import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Module, Post, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { EventBus, EventCatalogModule, fromKysely, migratePosthorn, PosthornModule, WebhooksService } from 'posthorn';
import { Kysely, PostgresDialect } from 'kysely';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { TokenGuard, UserCreated } from './api-support.js';

let testDatabase: TestDatabase;
let app: INestApplication | undefined;

beforeEach(async () => {
  testDatabase = await createTestDatabase({ migrate: false });
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  await testDatabase.drop();
});

const encryption = { keys: [randomBytes(32)] };

async function boot(...imports: NonNullable<Parameters<typeof Test.createTestingModule>[0]['imports']>) {
  const compiled = await Test.createTestingModule({ imports }).compile();
  app = compiled.createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl() };
}

const published = async (): Promise<number> =>
  (await testDatabase.pool.query('select from posthorn.events')).rowCount ?? 0;

describe('PosthornModule', () => {
  it('refuses to start on an old schema, saying how to bring it up to date', async () => {
    const start = boot(PosthornModule.forRoot({ pool: testDatabase.pool, encryption }));
    await expect(start).rejects.toMatchObject({
      code: 'schema_behind',
      message: expect.stringMatching(/not in the database yet.*npx posthorn migrate,/),
    });
    await migratePosthorn({ pool: testDatabase.pool });
    const { rows } = await testDatabase.pool.query(
      'delete from posthorn.schema_migrations where version = 1 returning *',
    );
    await expect(boot(PosthornModule.forRoot({ pool: testDatabase.pool, encryption }))).rejects.toMatchObject({
      code: 'schema_behind',
      message: expect.stringMatching(/1 initial not applied.*npx posthorn migrate,/),
    });
    const again =
      'insert into posthorn.schema_migrations select * from json_populate_record(null::posthorn.schema_migrations, $1)';
    await testDatabase.pool.query(again, [rows[0]]);
    await boot(PosthornModule.forRoot({ pool: testDatabase.pool, encryption }));
  });

  it('brings the schema up to date when asked, before any module can publish', async () => {
    @Module({ imports: [EventCatalogModule.forFeature([UserCreated])] })
    class EagerModule {
      constructor(private readonly bus: EventBus) {}
      async onModuleInit(): Promise<void> {
        const client = await testDatabase.pool.connect();
        await client.query('begin');
        await this.bus.publish(UserCreated, { id: 'u', name: 'Ada', email: 'ada@example.com' }, { tx: client });
        await client.query('commit');
        client.release();
      }
    }
    await boot(
      EagerModule,
      PosthornModule.forRoot({ pool: testDatabase.pool, encryption, migrations: 'run', dispatcher: false }),
    );
    expect(await published()).toBe(1);
  });

  it('takes the DataSource of the host from a factory, and a schema of another name', async () => {
    const dataSource = await new DataSource({ type: 'postgres', url: testDatabase.url }).initialize();
    @Module({ providers: [{ provide: DataSource, useValue: dataSource }], exports: [DataSource] })
    class HostDatabaseModule {}
    const { app } = await boot(
      PosthornModule.forRootAsync({
        imports: [HostDatabaseModule],
        inject: [DataSource],
        useFactory: (given: DataSource) => ({ dataSource: given, encryption, migrations: 'run', schema: 'hooks' }),
      }),
    );
    expect(await app.get(WebhooksService).list({ scope: null, limit: 1 })).toMatchObject({ items: [] });
    const { rows } = await testDatabase.pool.query(`select to_regclass('hooks.events') is not null as present`);
    expect(rows).toEqual([{ present: true }]);
    await app.close();
    await dataSource.destroy();
  });

  it('serves the API only when it is asked to, and the APIs of the documents only when those are asked for', async () => {
    const options = { pool: testDatabase.pool, encryption, migrations: 'run', dispatcher: false } as const;
    const status = async (url: string, path: string) =>
      (await fetch(url + path, { headers: { authorization: 'Bearer admin' } })).status;
    const serving = async (api: Parameters<typeof PosthornModule.forRoot>[0]['api']) => {
      const { url } = await boot(PosthornModule.forRoot({ ...options, api }));
      const statuses = [await status(url, '/hooks/webhooks'), await status(url, '/api/v1/webhooks')];
      await app!.close();
      return statuses;
    };
    expect(await serving(undefined)).toEqual([404, 404]);
    expect(await serving({ prefix: 'hooks', guard: TokenGuard })).toEqual([200, 404]);
    expect(await serving({ prefix: 'hooks', guard: TokenGuard, documents: true })).toEqual([200, 200]);
  });

  it('leaves the routes and errors of the host alone', async () => {
    @Controller('own')
    class OwnController {
      @Post()
      fail(): never {
        throw new TypeError('of the host');
      }
    }
    @Module({ controllers: [OwnController] })
    class OwnModule {}
    const { url } = await boot(
      OwnModule,
      PosthornModule.forRoot({ pool: testDatabase.pool, encryption, migrations: 'run', api: { guard: TokenGuard } }),
    );
    const answer = await fetch(`${url}/own`, { method: 'POST', body: '{}' });
    expect(await answer.json()).toEqual({ statusCode: 500, message: 'Internal server error' });
  });

  it.each([
    ['no database', () => ({})],
    ['two databases', () => ({ pool: testDatabase.pool, dataSource: new DataSource({ type: 'postgres' }) })],
  ])('refuses %s', async (_, source) => {
    await expect(boot(PosthornModule.forRoot({ ...source(), encryption }))).rejects.toMatchObject({
      code: 'invalid_options',
      message: expect.stringContaining('exactly one of'),
    });
  });

  it('only publishes on a client without a pool, and says so when more is asked for', async () => {
    await migratePosthorn({ pool: testDatabase.pool });
    const client = new Kysely({
      dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: testDatabase.url, max: 2 }) }),
    });
    const options = { database: fromKysely({ client }), encryption };
    for (const more of [{}, { dispatcher: false, api: {} }]) {
      await expect(boot(PosthornModule.forRoot({ ...options, ...more }))).rejects.toThrow(/pass pool to the adapter/);
    }
    const events = EventCatalogModule.forFeature([UserCreated]);
    const { app } = await boot(PosthornModule.forRoot({ ...options, dispatcher: false }), events);
    const payload = { id: 'u', name: 'Ada', email: 'ada@example.com' };
    const bus = app.get(EventBus);
    await client.transaction().execute((tx) => bus.publish(UserCreated, payload, { tx }));
    expect(await published()).toBe(1);
    await app.close();
    await client.destroy();
  });
});
