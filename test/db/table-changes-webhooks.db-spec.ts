import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DialectsModule } from '@posthorn/dialects';
import { TableChanges, TableChangesModule } from '@posthorn/table-changes';
import { ENGINE, WatchedTables, type DeliveryEngine } from '@posthorn/webhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startApi, TokenGuard, type Answer, type Api } from './api-support.js';
import { allMigrations } from './table-changes-support.js';

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape of a body is what the tests assert
  readonly body: any;
}

describe('webhooks that name tables', () => {
  let api: Api;
  let receiver: Server;
  let url: string;
  let received: Received[] = [];

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      void request.toArray().then((chunks: Buffer[]) => {
        const text = Buffer.concat(chunks).toString();
        received.push({ path: request.url ?? '', headers: request.headers, text, body: JSON.parse(text) });
        response.end();
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => receiver.once('listening', resolve));
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    api = await startApi({
      migrate: await allMigrations(),
      imports: [
        DialectsModule.forRoot(undefined, { guard: TokenGuard }),
        TableChangesModule.forRoot({ tables: ['public.*', 'sales.orders'], exclude: ['password'] }),
      ],
      extras: { isGlobal: true, api: { guard: TokenGuard } },
    });
  });
  beforeEach(async () => {
    await run(`create table orders (id bigint primary key, project_id text, total numeric(24,4), note text, password text,
      created_at timestamptz, updated_at timestamp)`);
  });
  afterEach(async () => {
    received = [];
    await run(`drop table if exists orders, later, api_keys; delete from posthorn.watched_tables;
      delete from posthorn.webhooks; delete from posthorn.events; delete from posthorn.outbox; update posthorn.configuration set version = version + 1`);
    await settle();
  });
  afterAll(async () => {
    receiver.closeAllConnections();
    receiver.close();
    await api.close();
  });

  const run = (sql: string) => api.db.pool.query(sql);
  const settle = () => api.app.get(WatchedTables, { strict: false }).runOnce();
  const deliver = () => api.app.get<DeliveryEngine>(ENGINE, { strict: false }).runOnce();
  const create = (body: object, token = 'p1'): Promise<Answer> =>
    api.call('POST', '/v1/webhooks', { url: `${url}/hook`, events: [], ...body }, { token });
  const triggers = async (): Promise<string[]> =>
    (
      await run(
        `select distinct tgrelid::regclass::text as t from pg_trigger where tgname like 'posthorn\\_%' order by 1`,
      )
    ).rows.map(({ t }) => t as string);

  it('install the triggers of a table that is allowed', async () => {
    expect(await triggers()).toEqual([]);
    const { status, body } = await create({ events: [{ table: 'orders', operations: ['INSERT'] }] });
    expect([status, body.warnings ?? []]).toEqual([201, []]);
    expect(await triggers()).toEqual(['orders']);
  });

  it.each([
    [{ tables: ['orders'] }],
    [{ events: ['record.created'], collections: ['orders'] }],
    [{ events: ['orders.created'] }],
    [{ events: ['databases.*.tables.orders.rows.*'] }],
    [{ events: ['record.*'] }],
    [{ events: [{ table: '*', operations: ['*'] }] }],
  ])('install them for %j', async (body) => {
    const answer = await create(body);
    expect([answer.status, answer.body.warnings ?? []]).toEqual([201, []]);
    expect(await triggers()).toEqual(['orders']);
  });

  it.each([[{ events: ['*'] }], [{ events: ['user.created', 'user.*'] }], [{ events: ['users.*.create'] }]])(
    'install none for %j, which asks for no rows',
    async (body) => {
      expect((await create(body)).status).toBe(201);
      expect(await triggers()).toEqual([]);
    },
  );

  it('are refused, with what is allowed, when they name one that is not', async () => {
    await run('create table api_keys (id integer)');
    for (const [body, field] of [
      [{ tables: ['orders', 'secret.plans'] }, 'tables[1]'],
      [{ events: ['record.created'], collections: ['sales.invoices'] }, 'collections[0]'],
      [{ events: ['user.created', { table: 'posthorn.webhooks', operations: ['*'] }] }, 'events[1].table'],
      [{ events: ['databases.*.tables.api_keys.rows.*'] }, 'events[0]'],
    ] as const) {
      const { status, body: problem } = await create(body);
      expect([status, problem.errors]).toEqual([
        422,
        [expect.objectContaining({ field, code: 'table_not_allowed', expected: 'one of public.*, sales.orders' })],
      ]);
    }
    const { status, text } = await api.call(
      'POST',
      '/api/v1/webhooks',
      { name: 'x', url: `${url}/hook`, events: [{ table: 'secret.plans', operations: ['*'] }] },
      { token: 'p1' },
    );
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).toContain('public.*');
    expect((await run('select from posthorn.webhooks')).rowCount).toBe(0);
    expect(await triggers()).toEqual([]);
  });

  it('may name one that does not exist yet: a warning until it appears, and then its changes', async () => {
    const { body } = await create({ tables: ['later'] });
    expect(body.warnings).toEqual([expect.stringContaining('There is no table "later" yet')]);
    await run('create table later (id integer primary key, project_id text)');
    await settle();
    await run(`insert into later values (1, 'p1')`);
    await deliver();
    expect(received.map(({ body }) => body.type)).toEqual(['later.created']);
    expect((await api.call('GET', `/v1/webhooks/${body.id}`, undefined, { token: 'p1' })).body.warnings ?? []).toEqual(
      [],
    );
  });

  it('are created although somebody writes the table: a warning until the tick has finished', async () => {
    const writer = await api.db.pool.connect();
    let id: string;
    try {
      await writer.query('begin; insert into orders (id) values (1)');
      const { status, body } = await create({ tables: ['orders'] });
      expect([status, body.warnings]).toEqual([201, [expect.stringMatching(/^tables\[0\]: .*"orders".*soon/)]]);
      id = body.id;
      await writer.query('commit');
    } finally {
      writer.release();
    }
    await settle();
    expect((await api.call('GET', `/v1/webhooks/${id}`, undefined, { token: 'p1' })).body.warnings ?? []).toEqual([]);
    expect(await triggers()).toEqual(['orders']);
  });

  it('can be changed to name others, and are not asked again about what they do not change', async () => {
    const { body } = await create({ events: ['user.created'] });
    const patch = (change: object) => api.call('PATCH', `/v1/webhooks/${body.id}`, change, { token: 'p1' });
    expect((await patch({ tables: ['secret.plans'] })).body.errors).toMatchObject([{ code: 'table_not_allowed' }]);
    expect((await patch({ events: [{ table: 'orders', operations: ['*'] }] })).status).toBe(200);
    expect(await triggers()).toEqual(['orders']);
    await run(`update posthorn.webhooks set tables = '{secret.plans}'`);
    expect((await patch({ name: 'renamed' })).status).toBe(200);
  });

  it('are taken up at boot when they were made before anybody captured changes', async () => {
    await create({ tables: ['orders'] });
    await run('delete from posthorn.watched_tables');
    await settle();
    expect(await triggers()).toEqual([]);
    await Promise.all(
      [...moduleRunners(api)].map((runner) => (runner as { onModuleInit(): Promise<void> }).onModuleInit()),
    );
    await settle();
    expect(await triggers()).toEqual(['orders']);
  });

  it('show in GET /v1/tables what may be named', async () => {
    await create({ tables: ['orders'] });
    await run('create table later (a integer, b integer, primary key (b, a))');
    const { status, body } = await api.call('GET', '/v1/tables', undefined, { token: 'p1,webhooks:read' });
    expect([status, body]).toEqual([
      200,
      {
        tables: [
          {
            name: 'later',
            schema: 'public',
            table: 'later',
            state: 'available',
            key_columns: ['b', 'a'],
            project_column: null,
          },
          {
            name: 'orders',
            schema: 'public',
            table: 'orders',
            state: 'watched',
            key_columns: ['id'],
            project_column: 'project_id',
          },
        ],
        next_cursor: null,
      },
    ]);
    expect((await api.call('GET', '/v1/tables', undefined, { token: 'p1,events:read' })).status).toBe(403);
  });

  it('get every change in the words of their dialect', async () => {
    const dialects = ['standard', 'backendify', 'fluxbase', 'appwrite', 'classic', 'cloudevents'];
    for (const dialect of dialects)
      expect((await create({ dialect, url: `${url}/${dialect}`, tables: ['orders'] })).status).toBe(201);
    await run(
      `insert into orders values (9007199254740993, 'p1', 10.5000, 'a', 'secret', '2026-01-15 10:30:00+00', '2026-01-15 11:00:00')`,
    );
    await run(`update orders set note = 'b "quoted" ☃', total = 12345678901234567.1234`);
    await run(`update orders set password = 'other'`);
    await run(`delete from orders`);
    await deliver();

    const id = '9007199254740993';
    const first = {
      id,
      project_id: 'p1',
      total: 10.5,
      note: 'a',
      created_at: '2026-01-15T10:30:00Z',
      updated_at: '2026-01-15T11:00:00Z',
    };
    const second = { ...first, note: 'b "quoted" ☃', total: '12345678901234567.1234' };
    const of = (dialect: string) =>
      received.filter(({ path }) => path === `/${dialect}`).sort((a, b) => order(a).localeCompare(order(b)));
    const order = ({ headers }: Received): string => String(headers['x-posthorn-event']);
    for (const { text, body } of received) {
      expect(text).toBe(JSON.stringify(body));
      expect(text).not.toMatch(/secret|other|password/);
    }
    expect(received).toHaveLength(3 * dialects.length);

    expect(of('standard').map(({ body }) => [body.type, body.data])).toEqual([
      ['orders.created', first],
      ['orders.updated', second],
      ['orders.deleted', second],
    ]);
    expect(of('classic').map(({ body }) => [body.type, body.data])).toEqual(
      of('standard').map(({ body }) => [body.type, body.data]),
    );
    expect(of('backendify').map(({ body }) => body)).toMatchObject([
      { event: 'record.created', collection: 'orders', project_id: 'p1', record: first, previous_record: null },
      { event: 'record.updated', collection: 'orders', record: second, previous_record: first },
      { event: 'record.deleted', collection: 'orders', previous_record: second },
    ]);
    expect(of('fluxbase').map(({ body }) => body)).toMatchObject([
      { event: 'INSERT', schema: 'public', table: 'orders', record: first, old_record: null },
      { event: 'UPDATE', schema: 'public', table: 'orders', record: second, old_record: first },
      { event: 'DELETE', schema: 'public', table: 'orders', old_record: second },
    ]);
    // The old row keeps its columns' order, as the row has it.
    expect(of('fluxbase')[1]!.text).toContain(`"old_record":${JSON.stringify(first)}`);
    expect(of('appwrite').map(({ body }) => [body.event, body.payload.$id, body.payload.$tableId])).toEqual([
      [`databases.main.tables.orders.rows.${id}.create`, id, 'orders'],
      [`databases.main.tables.orders.rows.${id}.update`, id, 'orders'],
      [`databases.main.tables.orders.rows.${id}.delete`, id, 'orders'],
    ]);
    expect(of('cloudevents').map(({ body }) => body.data)).toEqual([first, second, second]);
  });

  it('keep projects apart, and hear each change once however often they ask for it', async () => {
    await create({
      url: `${url}/p1`,
      tables: ['orders'],
      events: ['record.*', 'orders.created', { table: 'orders', operations: ['*'] }],
    });
    await create({ url: `${url}/p2`, tables: ['orders'] }, 'p2');
    await create({ url: `${url}/all`, tables: ['orders'] }, 'admin');
    await create({ url: `${url}/stars`, events: ['*'] });
    await run(`insert into orders (id, project_id) values (1, 'p1'), (2, 'p2'), (3, null)`);
    await deliver();
    expect(received.map(({ path, body }) => `${path} ${body.data.id}`).sort()).toEqual([
      ...['/all 1', '/all 2', '/all 3', '/p1 1', '/p2 2'],
    ]);
  });

  it('show a change with its old row as an object, and one that cannot be sent with its reason', async () => {
    await create({ tables: ['orders'] });
    await run(`insert into orders (id, project_id, note) values (1, 'p1', 'a')`);
    await run(`update orders set note = repeat('x', 300000)`);
    await run(`update orders set note = 'c'`);
    await run(`update orders set note = 'd'`);
    await deliver();
    const { body } = await api.call('GET', '/v1/events', undefined, { token: 'p1' });
    expect(body.events[0]).toMatchObject({
      type: 'orders.updated',
      data: { id: 1, note: 'd' },
      record: {
        schema: 'public',
        table: 'orders',
        operation: 'UPDATE',
        key_columns: ['id'],
        old_record: { id: 1, note: 'c' },
      },
    });
    expect(body.events[0].record).not.toHaveProperty('old');
    expect(body.events.slice(1, 3)).toMatchObject([
      { data: null, invalid_reason: 'too_large' },
      { data: null, invalid_reason: 'too_large' },
    ]);
    expect(received.map(({ body }) => body.data.note)).toEqual(['a', 'd']);
  });

  it('of a table that is called as an event type is are not held to that type’s schema', async () => {
    await run('create table "user" (id integer primary key, project_id text)');
    await create({ url: `${url}/rows`, tables: ['user'] });
    await run(`insert into "user" values (1, 'p1')`);
    await deliver();
    expect(received.map(({ path, body }) => [path, body.data])).toEqual([['/rows', { id: 1, project_id: 'p1' }]]);
    await run('drop table "user"');
  });

  it('have a service that the host can use', async () => {
    expect(await api.app.get(TableChanges, { strict: false }).watch('orders')).toBe('installed');
  });
});

/** The providers of the module that do something at boot. */
function* moduleRunners(api: Api): Iterable<unknown> {
  const { container } = api.app as unknown as {
    container: { getModules(): Map<string, { metatype: unknown; providers: Map<unknown, { instance: unknown }> }> };
  };
  for (const module of container.getModules().values()) {
    if (module.metatype !== TableChangesModule) continue;
    for (const { instance } of module.providers.values())
      if (typeof (instance as { onModuleInit?: unknown } | null)?.onModuleInit === 'function') yield instance;
  }
}
