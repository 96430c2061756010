import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyWebhook, type SchemeName } from '@posthorn/signing';
import pg from 'pg';

import { eventually, idOf, Receiver, startTestApp, type Json, type Received, type TestApp } from './support/index.js';

const DATABASE = 'shop';
const SECRET = 'a-secret-that-all-share';

interface Document {
  /** The path by which a webhook of this system is made; `:project` stands for the project. */
  readonly path: string;
  readonly events: readonly unknown[];
  readonly scheme: SchemeName;
  readonly extra?: Json;
  readonly headers?: Record<string, string>;
  /** What says in a body that order 7 went from `was` to `is`; `was` is what the document tells of the row before. */
  readonly change: (verb: Verb, was: string | null, is: string) => Json;
}

type Verb = 'created' | 'updated' | 'deleted';
const OPERATIONS = { created: 'INSERT', updated: 'UPDATE', deleted: 'DELETE' } as const;
const row = (note: string) => expect.objectContaining({ id: 7, note });
const native = (dialect: string): Pick<Document, 'path' | 'events' | 'extra'> => ({
  path: '/v1/webhooks',
  events: ['orders.created', 'orders.updated', 'orders.deleted'],
  extra: { dialect },
});

const documents: Record<string, Document> = {
  backendify: {
    path: '/api/projects/:project/webhooks',
    events: ['record.created', 'record.updated', 'record.deleted'],
    extra: { collections: ['orders'] },
    scheme: 'backendify',
    change: (verb, was, is) => ({
      event: `record.${verb}`,
      collection: 'orders',
      record: row(is),
      previous_record: was === null ? null : row(was),
    }),
  },
  standard: {
    ...native('standard'),
    scheme: 'standard',
    change: (verb, _, is) => ({ type: `orders.${verb}`, data: row(is) }),
  },
  fluxbase: {
    path: '/api/v1/webhooks',
    events: [{ table: 'orders', operations: ['INSERT', 'UPDATE', 'DELETE'] }],
    scheme: 'fluxbase',
    change: (verb, was, is) => ({
      event: OPERATIONS[verb],
      table: 'orders',
      schema: 'public',
      record: row(is),
      old_record: was === null ? null : row(was),
    }),
  },
  appwrite: {
    path: '/v1/webhooks',
    events: [`databases.${DATABASE}.tables.orders.rows.*`],
    extra: { webhookId: 'orders-1' },
    headers: { 'x-appwrite-response-format': '1.9.5' },
    scheme: 'appwrite',
    change: (verb, _, is) => ({
      event: `databases.${DATABASE}.tables.orders.rows.7.${verb.slice(0, -1)}`,
      payload: expect.objectContaining({ $id: '7', $tableId: 'orders', $databaseId: DATABASE, note: is }),
    }),
  },
  classic: {
    path: '/api/v1/webhooks',
    events: ['orders.created', 'orders.updated', 'orders.deleted'],
    scheme: 'classic',
    change: (verb, _, is) => ({ type: `orders.${verb}`, data: row(is) }),
  },
  'standard-webhooks': {
    ...native('standard-webhooks'),
    scheme: 'standard-webhooks',
    change: (verb, _, is) => ({ type: `orders.${verb}`, data: row(is) }),
  },
  cloudevents: {
    ...native('cloudevents'),
    scheme: 'standard-webhooks',
    change: (verb, _, is) => ({ specversion: '1.0', type: `orders.${verb}`, data: row(is) }),
  },
  'appwrite-native': {
    ...native('appwrite-native'),
    scheme: 'appwrite-native',
    change: (_verb, _, is) => ({ $id: '7', $tableId: 'orders', note: is }),
  },
  'cloudevents-binary': {
    ...native('cloudevents-binary'),
    scheme: 'standard-webhooks',
    change: (_verb, _, is) => ({ id: 7, note: is }),
  },
};
documents['fluxbase-native'] = { ...documents.fluxbase!, ...native('fluxbase-native'), scheme: 'fluxbase-native' };

describe('rows that another program writes', () => {
  let app: TestApp;
  let receiver: Receiver;
  /** As `psql` connects: it knows nothing of Posthorn. */
  let psql: pg.Client;
  let project: Awaited<ReturnType<TestApp['project']>>;

  beforeAll(async () => {
    [app, receiver] = await Promise.all([
      startTestApp((config) => {
        config.delivery.appwriteDatabase = DATABASE;
      }),
      Receiver.start(),
    ]);
    psql = new pg.Client(app.database.url);
    await psql.connect();
    project = await app.project();
    await psql.query('create table orders (id integer primary key, project_id text not null, note text)');
  });
  afterAll(async () => {
    await psql.end();
    await app.close();
    await receiver.stop();
  });

  const insert = (id: number, note: string) =>
    psql.query('insert into orders values ($1, $2, $3)', [id, project.id, note]);

  async function subscribe(name: string, { path, events, extra, headers }: Document): Promise<Json> {
    const body = { name, url: receiver.url(`/${name}`), events, secret: SECRET, ...extra };
    const answer = await project.client.expect(
      201,
      project.client.post(path.replace(':project', project.id), body, headers),
    );
    expect(answer.warnings ?? []).toEqual([]);
    return answer;
  }

  const verified = ({ body, headers, path }: Received, scheme: SchemeName): boolean =>
    verifyWebhook(scheme, {
      body,
      headers,
      secrets: [SECRET],
      now: Date.now() / 1000,
      url: receiver.url(path),
    }).valid;

  it('reach a webhook of every document, in its words and with its signature', async () => {
    for (const [name, document] of Object.entries(documents)) await subscribe(name, document);
    await insert(7, 'new');
    await psql.query(`update orders set note = 'changed' where id = 7`);
    await psql.query('delete from orders where id = 7');
    for (const [name, { scheme, change }] of Object.entries(documents)) {
      const requests = await receiver.waitFor(`/${name}`, 3);
      expect(requests.map((request) => verified(request, scheme))).toEqual([true, true, true]);
      // Nothing promises an order between changes.
      const bodies = requests.map(({ body }) => JSON.parse(body) as Json);
      for (const expected of [
        change('created', null, 'new'),
        change('updated', 'new', 'changed'),
        change('deleted', 'changed', 'changed'),
      ]) {
        expect(bodies).toContainEqual(expect.objectContaining(expected));
      }
    }
  });

  it('share the fate of their transaction and of its savepoints', async () => {
    await subscribe('fate', documents.standard!);
    await psql.query('begin');
    await insert(20, 'never');
    await psql.query('rollback');
    await psql.query('begin');
    await insert(21, 'kept');
    await psql.query('savepoint before_mistake');
    await insert(22, 'taken back');
    await psql.query('rollback to savepoint before_mistake');
    await insert(23, 'kept too');
    await psql.query('commit');
    await insert(24, 'the last one');
    const requests = await receiver.waitFor('/fate', 3);
    const ids = requests.map(({ body }) => (JSON.parse(body) as { data: { id: number } }).data.id);
    expect(ids.sort()).toEqual([21, 23, 24]);
  });

  it('are explained by the names that this installation gives to rows', async () => {
    const named = (database: string) =>
      project.client.expect(
        201,
        project.client.post('/v1/webhooks', {
          url: receiver.url(`/${database}`),
          events: [`databases.${database}.tables.orders.rows.*.create`],
        }),
      );
    const ours = await named(DATABASE);
    const others = await named('main');
    await insert(30, 'explained');
    await receiver.waitFor(`/${DATABASE}`, 1);
    const { events } = await project.client.expect(200, project.client.get('/v1/events?type=orders.created&limit=1'));
    const [event] = events as Json[];
    const { webhooks } = await project.client.expect(
      200,
      project.client.get(`/v1/events/${idOf(event ?? {})}/explain`),
    );
    const codes = Object.fromEntries(
      (webhooks as Json[]).map((one) => [one.webhook_id ?? (one.webhook as Json).id, one]),
    );
    expect(JSON.stringify(codes[idOf(ours)])).toContain('matched');
    expect(JSON.stringify(codes[idOf(others)])).toContain('not_subscribed');
    expect(receiver.on('/main')).toEqual([]);
  });

  it('are shown as tables that may be heard, without those that may not', async () => {
    const { tables } = await project.client.expect(200, project.client.get('/v1/tables'));
    const byName = Object.fromEntries((tables as Json[]).map((table) => [table.name, table]));
    expect(byName.orders).toEqual({
      name: 'orders',
      schema: 'public',
      table: 'orders',
      state: 'watched',
      key_columns: ['id'],
      project_column: 'project_id',
    });
    expect(byName).toHaveProperty('users');
    expect(byName).not.toHaveProperty('api_keys');
    expect(byName).not.toHaveProperty('migrations');
    expect((tables as Json[]).every(({ schema }) => schema === 'public')).toBe(true);
  });

  it('are refused when their table may not be heard, with the list of those that may', async () => {
    for (const table of ['api_keys', 'posthorn.webhooks', 'secret.plans', 'migrations']) {
      const refused = await project.client.post('/v1/webhooks', {
        url: receiver.url('/x'),
        tables: [table],
        events: [],
      });
      expect([refused.status, refused.body.errors]).toEqual([
        422,
        [expect.objectContaining({ code: 'table_not_allowed', expected: 'one of public.*' })],
      ]);
    }
    const events = [{ table: 'api_keys', operations: ['INSERT'] }];
    const refused = await project.client.post('/api/v1/webhooks', { name: 'x', url: receiver.url('/x'), events });
    expect([refused.status, refused.body.error]).toEqual([400, expect.stringContaining('api_keys')]);
    expect(JSON.stringify(refused.body)).toContain('public.*');
  });

  it('are heard from the moment their table appears, and announced until then', async () => {
    const webhook = await project.client.expect(
      201,
      project.client.post('/v1/webhooks', {
        url: receiver.url('/later'),
        events: [{ table: 'later', operations: ['INSERT'] }],
      }),
    );
    expect(webhook.warnings).toEqual([expect.stringContaining('"later"')]);
    await psql.query('create table later (id integer primary key, project_id text)');
    await eventually(
      () => project.client.expect(200, project.client.get(`/v1/webhooks/${idOf(webhook)}`)),
      ({ warnings }) => ((warnings as unknown[] | undefined) ?? []).length === 0,
    );
    await psql.query('insert into later values (1, $1)', [project.id]);
    const [request] = await receiver.waitFor('/later', 1);
    expect(JSON.parse(request!.body)).toMatchObject({ type: 'later.created', data: { id: 1 } });
  });

  it('and the event of the catalog are two things: "*" hears only the second', async () => {
    await project.client.expect(201, project.client.post('/v1/webhooks', { url: receiver.url('/all'), events: ['*'] }));
    await project.client.expect(
      201,
      project.client.post('/v1/webhooks', { url: receiver.url('/rows'), events: ['users.created'] }),
    );
    await project.client.expect(201, project.client.post('/v1/users', { name: 'Ada', email: 'ada@example.com' }));
    const [all, rows] = await Promise.all([receiver.waitFor('/all', 1), receiver.waitFor('/rows', 1)]);
    expect(JSON.parse(all[0]!.body)).toMatchObject({ type: 'user.created' });
    expect(JSON.parse(rows[0]!.body)).toMatchObject({ type: 'users.created', data: { name: 'Ada' } });
    expect(all).toHaveLength(1);
  });
});
