import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENGINE, type DeliveryEngine } from '@posthorn/webhooks';
import { startApi, type Api } from './api-support.js';
import { Receiver } from './api-support-receiver.js';

const data = { id: 'user_1', name: 'Ada', email: 'ada@example.com' };

describe('events and event types', () => {
  let api: Api;
  let engine: DeliveryEngine;
  let url: string;
  const receiver = new Receiver();

  beforeAll(async () => {
    url = await receiver.start();
    api = await startApi({ options: { worker: { enabled: false } } });
    engine = api.app.get<DeliveryEngine>(ENGINE, { strict: false });
  });

  afterAll(async () => {
    await api.close();
    await receiver.stop();
  });

  const publish = (body: unknown, token = 'p1') => api.call('POST', '/v1/events', body, { token });

  it('publishes an event and reads it back', async () => {
    const answer = await publish({ type: 'user.created', data, occurred_at: '2026-01-15T12:00:00+02:00' });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^evt_[0-9a-f]{32}$/),
      project_id: 'p1',
      type: 'user.created',
      version: 1,
      occurred_at: '2026-01-15T10:00:00Z',
      created_at: expect.stringMatching(/^20\d\d-/),
      data,
    });
    const read = await api.call('GET', `/v1/events/${answer.body.id}`, undefined, { token: 'p1' });
    expect(read.body).toEqual(answer.body);
  });

  it('makes publishing idempotent by id: the same event, or a conflict', async () => {
    const first = await publish({ id: 'order-1', type: 'user.created', data });
    const again = await publish({ id: 'order-1', type: 'user.created', data });
    expect([again.status, again.body.id]).toEqual([201, first.body.id]);
    const other = await publish({ id: 'order-1', type: 'user.created', data: { ...data, name: 'Eve' } });
    expect(other.body).toMatchObject({ status: 409, code: 'publish_conflict' });
    const elsewhere = await publish({ id: 'order-1', type: 'user.created', data }, 'p2');
    expect(elsewhere.body.id).not.toBe(first.body.id);
  });

  it.each([
    [{ type: 'user.exploded', data }, 'type', 'unknown_event_type'],
    [{ type: 'user.created' }, 'data', 'required'],
    [{ data }, 'type', 'required'],
    [{}, 'type', 'required'],
    [{ type: 'user.created', data: [] }, 'data', 'invalid'],
    [{ type: 'user.created', data: { ...data, email: 'none' } }, 'data.email', 'payload_invalid'],
    [{ type: 'user.created', data: { ...data, extra: 1 } }, 'data.extra', 'payload_invalid'],
    [{ type: 'user.created', data: { ...data, name: 'a\u0000b' } }, 'data.name', 'payload_contains_nul'],
    [{ type: 'user.created', data: { ...data, name: '\ud800' } }, 'data.name', 'payload_lone_surrogate'],
    [{ type: 'user.created', data, id: '' }, 'id', 'invalid'],
    [{ type: 'user.created', data, id: 'x'.repeat(129) }, 'id', 'invalid'],
    [{ type: 'user.created', data, occurred_at: 'now' }, 'occurred_at', 'invalid'],
    [{ type: 'user.created', data, record: { table: 'a', operation: 'INSERT', record: {} } }, '', 'ambiguous_event'],
    [{ record: { table: 'a', operation: 'UPSERT', record: {} } }, 'record.operation', 'invalid'],
    [{ record: { table: 'a', operation: 'INSERT' } }, 'record.record', 'required'],
    [{ record: { operation: 'INSERT', record: {} } }, 'record.table', 'required'],
    [{ record: 'orders' }, 'record', 'invalid'],
    [{ appwrite: { event: 'users.*.create', payload: {} } }, 'appwrite.event', 'invalid'],
    [{ appwrite: { event: 'users.1.create' } }, 'appwrite.payload', 'required'],
  ])('refuses %j with an entry for %s', async (body, field, code) => {
    const answer = await publish(body);
    expect(answer.body).toMatchObject({
      status: 422,
      errors: expect.arrayContaining([expect.objectContaining({ field, code })]),
    });
  });

  it('refuses what is too large or too deep as bad input', async () => {
    const large = await publish({ record: { table: 'a', operation: 'INSERT', record: { a: 'x'.repeat(90_000) } } });
    expect(large.status).toBe(201);
    const nested = (depth: number): string =>
      `{"record":{"table":"a","operation":"INSERT","record":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}}`;
    expect((await publish(nested(110))).body).toMatchObject({ status: 422, code: 'payload_too_deep' });
    expect((await publish(nested(200))).body).toMatchObject({ status: 422, errors: [{ field: '', code: 'too_deep' }] });
    const huge = await publish({ record: { table: 'a', operation: 'INSERT', record: { a: 'x'.repeat(3_000_000) } } });
    expect(huge.status).toBe(413);
  });

  it('publishes row changes and Appwrite events, which reach who asked for them', async () => {
    const create = async (events: unknown[], dialect: string) =>
      (await api.call('POST', '/v1/webhooks', { url, events, dialect, secret: 'long secret' }, { token: 'rows' })).body
        .id as string;
    const rows = await create([{ table: 'orders', operations: ['DELETE'] }], 'fluxbase');
    const pattern = await create(['users.*.create'], 'appwrite');
    await create(['*'], 'standard');
    const change = { table: 'orders', operation: 'DELETE', old_record: { id: 5, total: 1 } };
    const deleted = await publish({ record: change }, 'rows');
    expect(deleted.body).toMatchObject({
      type: 'orders.deleted',
      data: { id: 5, total: 1 },
      record: { table: 'orders', operation: 'DELETE' },
    });
    const appwrite = await publish({ appwrite: { event: 'users.5e1a.create', payload: { $id: '5e1a' } } }, 'rows');
    expect(appwrite.body).toMatchObject({ appwrite: 'users.5e1a.create', data: { $id: '5e1a' } });
    await engine.runOnce();
    const { body } = await api.call('GET', '/v1/deliveries', undefined, { token: 'rows' });
    const got = (body.deliveries as { webhook_id: string; event_id: string }[]).map((one) => [
      one.event_id,
      one.webhook_id,
    ]);
    expect(got.sort()).toEqual(
      [
        [deleted.body.id, rows],
        [appwrite.body.id, pattern],
      ].sort(),
    );
  });

  it('explains for each webhook why it did or did not get an event', async () => {
    const create = async (fields: object, token = 'ex') =>
      (await api.call('POST', '/v1/webhooks', { url, events: ['user.created'], name: 'n', ...fields }, { token })).body
        .id as string;
    const matched = await create({});
    const other = await create({ events: ['user.updated'] });
    const filtered = await create({ filter: { name: { $eq: 'Bob' } } });
    const everywhere = await create({}, 'admin');
    const event = await publish({ type: 'user.created', data }, 'ex');
    await engine.runOnce();
    const explain = async (token: string) =>
      (await api.call('GET', `/v1/events/${event.body.id}/explain`, undefined, { token })).body as {
        webhooks: { webhook_id: string; matches: boolean; code: string; reason: string; deliveries: unknown[] }[];
      };
    const byId = new Map((await explain('ex')).webhooks.map((entry) => [entry.webhook_id, entry]));
    expect([...byId.keys()].sort()).toEqual([matched, other, filtered].sort());
    expect(byId.get(matched)).toMatchObject({ matches: true, code: 'matched', deliveries: [{ status: 'success' }] });
    expect(byId.get(other)).toMatchObject({ matches: false, code: 'not_subscribed', deliveries: [] });
    expect(byId.get(filtered)).toMatchObject({ matches: false, code: 'filtered_out' });
    expect((await explain('admin')).webhooks.map((entry) => entry.webhook_id)).toContain(everywhere);
    await api.call('DELETE', `/v1/webhooks/${everywhere}`);
  });

  it('lists events newest first and erases a payload', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1)
      ids.push((await publish({ type: 'user.created', data }, 'ls')).body.id as string);
    const list = async (query: string) =>
      (await api.call('GET', `/v1/events?${query}`, undefined, { token: 'ls' })).body;
    const first = await list('limit=2');
    expect(first.events.map((event: { id: string }) => event.id)).toEqual([ids[2], ids[1]]);
    expect((await list(`limit=2&cursor=${first.next_cursor}`)).events.map((event: { id: string }) => event.id)).toEqual(
      [ids[0]],
    );
    expect((await list('type=user.updated')).events).toEqual([]);
    expect((await list('since=2020-01-01&until=2999-01-01')).events).toHaveLength(3);
    expect((await list('until=2020-01-01')).events).toHaveLength(0);
    const erased = await api.call('DELETE', `/v1/events/${ids[0]}/payload`, undefined, { token: 'ls' });
    expect(erased.status).toBe(204);
    expect((await api.call('GET', `/v1/events/${ids[0]}`, undefined, { token: 'ls' })).body.data).toBeNull();
  });

  it('knows the types of code and registers others by their schema', async () => {
    const listed = await api.call('GET', '/v1/event-types', undefined, { token: 'p1' });
    expect(listed.body.event_types.map((type: { name: string }) => type.name)).toEqual([
      'delivery.exhausted',
      'user.created',
      'user.updated',
      'webhook.disabled',
      'webhook.failing',
      'webhook.recovered',
    ]);
    expect(listed.body.event_types[1]).toMatchObject({
      source: 'code',
      version: 1,
      example: data,
      schema: { type: 'object' },
    });
    const schema = { type: 'object', properties: { total: { type: 'integer' } }, required: ['total'] };
    const body = { name: 'order.created', description: 'An order', schema, example: { total: 1 } };
    const made = await api.call('POST', '/v1/event-types', body);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ ...body, source: 'api', version: 1, schema: expect.objectContaining(schema) });
    expect((await api.call('POST', '/v1/event-types', body)).body).toMatchObject({
      status: 409,
      code: 'duplicate_event_type',
    });
    expect((await api.call('POST', '/v1/event-types', { ...body, name: 'user.created' })).status).toBe(409);
    expect((await api.call('POST', '/v1/event-types', body, { token: 'p1' })).status).toBe(403);
    const wrong = await publish({ type: 'order.created', data: { total: 'x' } });
    expect(wrong.body).toMatchObject({ status: 422, errors: [{ field: 'data.total', code: 'payload_invalid' }] });
    expect((await publish({ type: 'order.created', data: { total: 3 } })).status).toBe(201);
    const changed = await api.call('PATCH', '/v1/event-types/order.created', { schema: null, description: 'Any' });
    expect(changed.body).toMatchObject({ schema: null, description: 'Any', example: { total: 1 } });
    expect((await publish({ type: 'order.created', data: { total: 'x' } })).status).toBe(201);
    expect((await api.call('PATCH', '/v1/event-types/user.created', { description: 'x' })).body).toMatchObject({
      status: 409,
      code: 'declared_in_code',
    });
    for (const name of ['nothing.here', '%00', 'A', 'x'.repeat(300)]) {
      expect((await api.call('GET', `/v1/event-types/${name}`)).body).toMatchObject({
        status: 404,
        code: 'event_type_not_found',
      });
    }
  });

  it('checks by the schema that another process has changed', async () => {
    const schema = { type: 'object', required: ['a'] };
    await api.call('POST', '/v1/event-types', { name: 'other.made', schema });
    expect((await publish({ type: 'other.made', data: {} })).status).toBe(422);
    await api.db.pool.query(
      `update posthorn.event_types set schema = null, updated_at = now() + interval '1 second' where name = 'other.made'`,
    );
    expect((await publish({ type: 'other.made', data: {} })).status).toBe(201);
    await api.db.pool.query(
      `insert into posthorn.event_types (name, source, schema) values ('third.made', 'api', $1)`,
      [schema],
    );
    expect((await publish({ type: 'third.made', data: {} })).status).toBe(422);
    expect((await publish({ type: 'third.made', data: { a: 1 } })).status).toBe(201);
  });

  it.each([
    [{ name: 'Order' }, 'name'],
    [{ name: 5 }, 'name'],
    [{ name: 'a.b', schema: { type: 'nonsense' } }, 'schema'],
    [{ name: 'a.b', schema: [] }, 'schema'],
    [{ name: 'a.b', schema: { type: 'object', properties: { a: { $ref: 'http://127.0.0.1/x' } } } }, 'schema'],
    [{ name: 'a.b', schema: { type: 'object', required: ['a'] }, example: {} }, 'example'],
    [{ name: 'a.b', version: 0 }, 'version'],
  ])('refuses %j as an event type', async (body, field) => {
    const answer = await api.call('POST', '/v1/event-types', body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((entry: { field: string }) => entry.field.split(/[.[]/)[0])).toContain(field);
  });

  it('lets SQL publish the types of code', async () => {
    const { rows } = await api.db.pool.query<{ id: string }>(
      `select posthorn.publish('sql', 'user.created', $1::json) as id`,
      [JSON.stringify(data)],
    );
    const read = await api.call('GET', `/v1/events/${rows[0]!.id}`, undefined, { token: 'sql' });
    expect(read.body).toMatchObject({ type: 'user.created', data });
  });
});
