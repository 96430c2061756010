import { randomBytes } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ValidationPipe, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { fromPg } from '@posthorn/database';
import { allDialects } from '@posthorn/dialects';
import { EventBusModule } from '@posthorn/event-bus';
import { WebhooksModule, WebhooksService, type WebhooksModuleOptions } from '@posthorn/webhooks';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { Receiver } from './api-support-receiver.js';
import { TokenGuard } from './api-support.js';

describe('the module in a host', () => {
  let db: TestDatabase;
  let app: INestApplication | undefined;

  beforeAll(async () => {
    db = await createTestDatabase();
  });

  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  afterAll(() => db.drop());

  const options = (pool: pg.Pool = db.pool): WebhooksModuleOptions => ({
    database: fromPg(pool),
    dialects: allDialects,
    encryption: { keys: [randomBytes(32)] },
    worker: { enabled: false },
  });

  const boot = async (webhooks: Parameters<typeof Test.createTestingModule>[0]['imports'], pool: pg.Pool = db.pool) => {
    const imports = [EventBusModule.forRoot({ database: fromPg(pool), isGlobal: true }), ...(webhooks ?? [])];
    app = (await Test.createTestingModule({ imports }).compile()).createNestApplication({ logger: false });
    return app;
  };

  const get = async (path: string, token = 'p1') => {
    await app!.listen(0, '127.0.0.1');
    return fetch((await app!.getUrl()) + path, { headers: { authorization: `Bearer ${token}` } });
  };

  it('serves its routes under the prefix that it is given, beside the host’s global one', async () => {
    await boot([WebhooksModule.forRoot({ ...options(), api: { prefix: '/hooks/v2/', guard: TokenGuard } })]);
    app!.setGlobalPrefix('api');
    const url = '/api/hooks/v2/webhooks';
    expect((await get(url)).status).toBe(200);
    expect((await fetch(`${await app!.getUrl()}/v1/webhooks`)).status).toBe(404);
  });

  it('serves no route with api: false, and its services all the same', async () => {
    await boot([WebhooksModule.forRoot({ ...options(), api: false })]);
    expect((await get('/v1/webhooks')).status).toBe(404);
    const page = await app!.get(WebhooksService, { strict: false }).list({ scope: null, limit: 1 });
    expect(page.items).toEqual([]);
  });

  it('is configured by a factory too', async () => {
    await boot([WebhooksModule.forRootAsync({ useFactory: () => options(), api: { guard: TokenGuard } })]);
    expect((await get('/v1/webhooks')).status).toBe(200);
  });

  it('does not start on settings of the database under which it could store nothing', async () => {
    const pool = new pg.Pool({ connectionString: db.url, options: '-c array_nulls=off' });
    await boot([WebhooksModule.forRoot({ ...options(pool), api: false })], pool);
    await expect(app!.init()).rejects.toMatchObject({
      code: 'unsuitable_settings',
      message: expect.stringMatching(/array_nulls = 'off' outcomes cannot be stored: ALTER ROLE/),
    });
    app = undefined;
    await pool.end();
  });

  it('refuses everybody when the host says nothing of its callers', async () => {
    await boot([WebhooksModule.forRoot(options())]);
    expect((await get('/v1/webhooks')).status).toBe(401);
  });

  it('keeps its own errors beside a global pipe of the host', async () => {
    await boot([WebhooksModule.forRoot({ ...options(), api: { guard: TokenGuard } })]);
    app!.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
    await app!.listen(0, '127.0.0.1');
    const answer = await fetch(`${await app!.getUrl()}/v1/webhooks`, {
      method: 'POST',
      headers: { authorization: 'Bearer p1', 'content-type': 'application/json' },
      body: JSON.stringify({ url: 'https://example.com/', events: ['*'], metadata: { constructor: { a: [1] } } }),
    });
    expect(await answer.json()).toMatchObject({ metadata: { constructor: { a: [1] } } });
  });

  it.each([
    ['a database', { database: undefined }, /needs a database/],
    ['encryption keys', { encryption: { keys: [] } }, /encryption\.keys/],
    ['a key of the right length', { encryption: { keys: ['c2hvcnQ='] } }, /32 are needed/],
    ['the default dialect', { dialects: [] }, /no dialect "standard"/],
  ])('does not start without %s', async (_, change, message) => {
    const broken = { ...options(), ...change } as WebhooksModuleOptions;
    await expect(boot([WebhooksModule.forRoot(broken)])).rejects.toThrow(message);
  });

  it('delivers at once what was published, on loops of its own, and ends them with the application', async () => {
    const receiver = new Receiver();
    const url = await receiver.start();
    const running = { ...options(), worker: { pollInterval: 600_000 } };
    const delivery = { allowHttp: true, allowedAddresses: ['127.0.0.1/32'] };
    await boot([WebhooksModule.forRoot({ ...running, delivery, api: { guard: TokenGuard } })]);
    await app!.listen(0, '127.0.0.1');
    const webhooks = app!.get(WebhooksService, { strict: false });
    await webhooks.create({ projectId: 'live', url, events: [{ table: 'orders', operations: ['*'] }] });
    const publish = (operation: string) =>
      app!.getUrl().then((base) =>
        fetch(`${base}/v1/events`, {
          method: 'POST',
          headers: { authorization: 'Bearer live', 'content-type': 'application/json' },
          body: JSON.stringify({ record: { table: 'orders', operation, record: { id: 1 } } }),
        }),
      );
    for (const [count, operation] of ['INSERT', 'UPDATE'].entries()) {
      expect((await publish(operation)).status).toBe(201);
      await receiver.arrived(count + 1);
    }
    expect(JSON.parse(receiver.received[1]!.body)).toMatchObject({ type: 'orders.updated', data: { id: 1 } });
    await app!.close();
    app = undefined;
    await receiver.stop();
  });

  it('answers 503 with Retry-After at once while the database is away, and as before when it is back', async () => {
    const proxy = new DatabaseProxy(new URL(db.url));
    const pool = new pg.Pool({ connectionString: await proxy.start(), connectionTimeoutMillis: 120_000 });
    pool.on('error', () => undefined);
    await boot([WebhooksModule.forRoot({ ...options(pool), api: { guard: TokenGuard } })], pool);
    expect((await get('/v1/webhooks')).status).toBe(200);
    await proxy.stop();
    const began = performance.now();
    const answer = await fetch(`${await app!.getUrl()}/v1/webhooks`, { headers: { authorization: 'Bearer p1' } });
    // Nobody waits for the pool's own limit.
    expect(performance.now() - began).toBeLessThan(60_000);
    expect(await answer.json()).toMatchObject({ status: 503, code: 'database_unavailable' });
    expect(answer.headers.get('retry-after')).toBe('5');
    await proxy.start();
    const healed = await fetch(`${await app!.getUrl()}/v1/webhooks`, { headers: { authorization: 'Bearer p1' } });
    expect(healed.status).toBe(200);
    await app!.close();
    app = undefined;
    await pool.end();
    await proxy.stop();
  });
});

/** Stands between the pool and PostgreSQL, so that it can go away and come back on the same port. */
class DatabaseProxy {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private port = 0;

  constructor(private readonly target: URL) {
    this.server = createServer((client) => {
      const upstream = connect(Number(target.port), target.hostname);
      for (const socket of [client, upstream]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => [client, upstream].forEach((side) => side.destroy()));
      }
      client.pipe(upstream).pipe(client);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    await closed;
  }
}
