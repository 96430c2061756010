import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { allDialects, DialectsModule } from '@posthorn/dialects';
import { generateEd25519KeyPair } from '@posthorn/signing';
import { startApi, TokenGuard, type Answer, type Api } from './api-support.js';

let api: Api;

beforeAll(async () => {
  const imports = [DialectsModule.forRoot(undefined, { guard: TokenGuard })];
  api = await startApi({ imports, extras: { isGlobal: true, api: { guard: TokenGuard } } });
});
afterAll(() => api.close());

/** A call of project `p1` unless a token says otherwise. */
function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  token: string | null = 'p1',
): Promise<Answer> {
  return api.call(method, path, body, { token, headers });
}

async function native(id: string, token = 'p1'): Promise<Answer['body']> {
  return (await api.call('GET', `/v1/webhooks/hook_${id.replaceAll('-', '')}`, undefined, { token })).body;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe('document 000', () => {
  const printed = {
    name: 'My Webhook',
    url: 'https://your-server.com/webhook',
    events: ['record.created', 'record.updated', 'record.deleted'],
    collections: ['posts', 'comments'],
    secret: 'your-webhook-secret',
    is_active: true,
  };

  it('creates a webhook by its printed request, and lists, changes, pauses and deletes it', async () => {
    const created = await call('POST', '/api/projects/p1/webhooks', printed);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ ...printed, project_id: 'p1' });
    expect(created.body.id).toMatch(UUID);
    const { id } = created.body;
    expect(await native(id)).toMatchObject({
      dialect: 'backendify',
      project_id: 'p1',
      collections: ['posts', 'comments'],
    });
    const list = await call('GET', '/api/projects/p1/webhooks');
    expect(list.body).toEqual([expect.objectContaining({ id, is_active: true })]);
    expect(list.text).not.toContain('your-webhook-secret');
    const changed = await call('PATCH', `/api/projects/p1/webhooks/${id}`, { is_active: false, unknown: 1 });
    expect(changed.body).toMatchObject({ is_active: false, name: 'My Webhook' });
    expect((await call('GET', `/api/projects/p1/webhooks/${id}/deliveries`)).body).toEqual([]);
    expect((await call('DELETE', `/api/projects/p1/webhooks/${id}`)).status).toBe(204);
    expect((await call('GET', `/api/projects/p1/webhooks/${id}`)).body).toEqual({
      detail: 'There is no such webhook.',
    });
  });

  it('generates a secret, and answers wrong requests in its form', async () => {
    const { secret: _secret, ...without } = printed;
    expect((await call('POST', '/api/projects/p1/webhooks', without)).body.secret).toMatch(/^whsec_/);
    expect(await call('POST', '/api/projects/p1/webhooks', printed, {}, null)).toMatchObject({
      status: 401,
      body: { detail: 'Not authenticated' },
    });
    expect((await call('GET', '/api/projects/p2/webhooks')).status).toBe(404);
    const wrong = await call('POST', '/api/projects/p1/webhooks', { name: 'x', events: [] });
    expect(wrong.status).toBe(422);
    expect(wrong.body.detail).toEqual(
      expect.arrayContaining([{ loc: ['body', 'url'], msg: expect.any(String), type: expect.any(String) }]),
    );
    const contrary = await call('POST', '/api/projects/p1/webhooks', { ...printed, is_active: true, enabled: false });
    expect(contrary.status).toBe(422);
    const unnamed = await call('POST', '/api/projects/p1/webhooks', { ...printed, is_active: 'x' });
    expect(unnamed.body.detail).toMatchObject([
      { loc: ['body', 'is_active'], msg: 'is_active has to be true or false.' },
    ]);
    const second = await call('POST', '/api/projects/p1/webhooks', { ...printed, events: ['record.created', 'a b'] });
    expect(second.body.detail).toMatchObject([{ loc: ['body', 'events', 1] }]);
  });

  it('changes nothing when it refuses a part of a change', async () => {
    const { id } = (await call('POST', '/api/projects/p1/webhooks', printed)).body;
    for (const secret of ['short', 5]) {
      const refused = await call('PUT', `/api/projects/p1/webhooks/${id}`, { name: 'Other', secret });
      expect(refused.body.detail).toMatchObject([{ loc: ['body', 'secret'] }]);
    }
    expect((await call('GET', `/api/projects/p1/webhooks/${id}`)).body).toMatchObject({ name: 'My Webhook' });
  });
});

describe('document 002', () => {
  const printed = {
    name: 'User Events',
    description: 'Notify external system of user changes',
    url: 'https://example.com/webhooks/fluxbase',
    secret: 'your-webhook-secret',
    enabled: true,
    events: [{ table: 'users', operations: ['INSERT', 'UPDATE'] }],
    max_retries: 3,
    timeout_seconds: 30,
    retry_backoff_seconds: 5,
  };
  const client = { apikey: 'p1' };

  it('creates a webhook by its printed request and shows it without its secret', async () => {
    const created = await call('POST', '/api/v1/webhooks', printed);
    const { secret: _secret, ...shown } = printed;
    expect(created).toMatchObject({ status: 201, body: { ...shown, is_active: true } });
    expect(created.body.id).toMatch(UUID);
    expect(created.text).not.toContain('your-webhook-secret');
    expect(await native(created.body.id)).toMatchObject({
      dialect: 'fluxbase',
      retry: { max_retries: 3, backoff_seconds: 5 },
      timeout_seconds: 30,
    });
  });

  it('merges by PUT and by PATCH, and rejects more than ten retries', async () => {
    const { id } = (await call('POST', '/api/v1/webhooks', printed)).body;
    expect((await call('PUT', `/api/v1/webhooks/${id}`, { max_retries: 0 })).body).toMatchObject({
      max_retries: 0,
      retry_backoff_seconds: 5,
      name: 'User Events',
    });
    expect((await call('PATCH', `/api/v1/webhooks/${id}`, { enabled: false })).body).toMatchObject({
      enabled: false,
      max_retries: 0,
    });
    const refused = await call('PUT', `/api/v1/webhooks/${id}`, { max_retries: 11 });
    expect(refused).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED', error: expect.stringContaining('max_retries') },
    });
    const unsaid = { max_retries: null, retry_backoff_seconds: null, timeout_seconds: null, enabled: null };
    expect((await call('PUT', `/api/v1/webhooks/${id}`, unsaid)).body).toMatchObject({
      max_retries: 0,
      timeout_seconds: 30,
    });
    expect((await call('PUT', `/api/v1/webhooks/${id}`, { retry_backoff_seconds: -1 })).body).toMatchObject({
      error: 'retry_backoff_seconds has to be a number from 1 to 86400.',
    });
    expect((await call('DELETE', `/api/v1/webhooks/${id}`)).body).toMatchObject({ success: true });
    expect(await call('GET', `/api/v1/webhooks/${id}`)).toMatchObject({
      status: 404,
      body: { code: 'WEBHOOK_NOT_FOUND' },
    });
  });

  it('answers its TypeScript client with objects and everybody else with lists', async () => {
    const { id } = (
      await call('POST', '/api/v1/webhooks', { url: 'https://example.com/x', events: ['user.created'] }, client)
    ).body;
    expect(await native(id)).toMatchObject({ dialect: 'fluxbase', name: 'example.com' });
    expect((await call('GET', '/api/v1/webhooks', undefined, client)).body).toMatchObject({
      webhooks: expect.any(Array),
      total: expect.any(Number),
    });
    expect((await call('GET', '/api/v1/webhooks')).body).toBeInstanceOf(Array);
    expect((await call('GET', `/api/v1/webhooks/${id}/deliveries?limit=50`, undefined, client)).body).toEqual({
      deliveries: [],
    });
    expect((await call('GET', `/api/v1/webhooks/${id}/deliveries?limit=50`)).body).toEqual([]);
  });
});

describe('document 004', () => {
  it('creates a webhook by its printed request, with a warning for types that nobody has registered', async () => {
    const printed = {
      url: 'https://client.com/webhooks/orders',
      events: ['order.created', 'order.shipped'],
      secret: 'whsec_abc...',
    };
    const created = await call('POST', '/api/v1/webhooks', printed);
    expect(created).toMatchObject({ status: 201, body: { ...printed, dialect: 'classic', active: true } });
    for (const event of printed.events) {
      expect(created.body.warnings).toContainEqual(expect.stringContaining(`"${event}" is not a known event type yet`));
    }
    const { id } = created.body;
    expect((await call('GET', `/api/v1/webhooks/${id}/deliveries`)).body).toEqual({ deliveries: [] });
    expect((await call('DELETE', `/api/v1/webhooks/${id}`)).status).toBe(204);
  });
});

describe('document 003', () => {
  const client = (format = '1.9.5') => ({ 'x-appwrite-project': 'p1', 'x-appwrite-response-format': format });
  const printed = {
    webhookId: 'unique()',
    name: 'Order Notifications',
    url: 'https://api.example.com/webhooks/appwrite',
    events: ['databases.*.tables.orders.rows.*', 'users.*.create'],
    security: true,
  };

  it('creates a webhook by its printed call', async () => {
    const created = await call('POST', '/v1/webhooks', printed, { 'x-appwrite-project': 'p1' });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      $id: expect.stringMatching(/^[0-9a-f]{20}$/),
      name: printed.name,
      url: printed.url,
      events: printed.events,
      security: true,
      tls: true,
      enabled: true,
      logs: '',
      attempts: 0,
    });
    expect(created.body.$createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/);
    expect(created.body.secret).toMatch(/^whsec_/);
  });

  it('goes through the life of a webhook as the newest client writes it', async () => {
    const create = {
      webhookId: 'webhook_123',
      url: 'https://example.com/a',
      name: 'A',
      events: ['users.*'],
      enabled: true,
      tls: true,
      authUsername: 'u',
      authPassword: 'p',
      secret: 'a-secret-of-mine',
    };
    const created = await call('POST', '/v1/webhooks', create, client());
    expect(created).toMatchObject({
      status: 201,
      body: { $id: 'webhook_123', tls: true, authUsername: 'u', authPassword: '', secret: 'a-secret-of-mine' },
    });
    expect(created.body).not.toHaveProperty('security');
    expect(await call('POST', '/v1/webhooks', create, client())).toMatchObject({
      status: 409,
      body: { type: 'webhook_already_exists', code: 409, message: expect.stringContaining('webhookId') },
    });
    const partial = await call('PUT', '/v1/webhooks/webhook_123', { enabled: false }, client());
    expect(partial.body).toMatchObject({ enabled: false, name: 'A', authUsername: 'u', secret: '' });
    expect(
      (
        await call(
          'PUT',
          '/v1/webhooks/webhook_123',
          { name: 'B', url: 'https://example.com/b', events: ['users.*.create'], enabled: true },
          client(),
        )
      ).body,
    ).toMatchObject({ name: 'B', enabled: true });
    const rotated = await call('PATCH', '/v1/webhooks/webhook_123/secret', { secret: 'another-secret' }, client());
    expect(rotated.body.secret).toBe('another-secret');
    expect(await call('PATCH', '/v1/webhooks/webhook_123/secret', { secret: 'short' }, client())).toMatchObject({
      status: 400,
      body: { type: 'general_argument_invalid' },
    });
    expect((await call('GET', '/v1/webhooks/webhook_123', undefined, client())).body).toMatchObject({
      name: 'B',
      secret: '',
    });
    expect((await call('DELETE', '/v1/webhooks/webhook_123', {}, client())).status).toBe(204);
    expect(await call('DELETE', '/v1/webhooks/webhook_123', {}, client())).toMatchObject({
      status: 404,
      body: { type: 'webhook_not_found', version: expect.any(String) },
    });
  });

  it('speaks the older names to older clients, on both paths', async () => {
    const create = {
      webhookId: 'old',
      url: 'https://example.com/a',
      name: 'A',
      events: ['storage.*.files.*.create'],
      security: false,
      httpUser: 'u',
      httpPass: 'p',
    };
    const created = await call('POST', '/v1/projects/p1/webhooks', create, client('1.9.0'));
    expect(created.body).toMatchObject({
      $id: 'old',
      security: false,
      httpUser: 'u',
      httpPass: '',
      signatureKey: expect.stringMatching(/^whsec_/),
    });
    expect(created.body).not.toHaveProperty('tls');
    const rotated = await call('PATCH', '/v1/projects/p1/webhooks/old/signature', {}, client('1.9.0'));
    expect(rotated.body.signatureKey).not.toBe(created.body.signatureKey);
    expect((await call('GET', '/v1/webhooks/old', undefined, client('1.4.0'))).body).not.toHaveProperty('enabled');
  });

  it('lists by queries', async () => {
    const project = { 'x-appwrite-project': 'p3', 'x-appwrite-response-format': '1.9.5' };
    const as = (method: string, path: string, body?: unknown): Promise<Answer> =>
      call(method, path, body, project, 'p3');
    for (const id of ['a', 'b', 'c', 'd']) {
      const webhook = {
        webhookId: id,
        url: `https://example.com/${id}`,
        name: `hook ${id}`,
        events: ['users.*'],
        enabled: id !== 'd',
      };
      expect((await as('POST', '/v1/webhooks', webhook)).status).toBe(201);
    }
    const list = async (...queries: readonly object[]): Promise<readonly string[]> => {
      const params = queries.map((query, at) => `queries%5B${at}%5D=${encodeURIComponent(JSON.stringify(query))}`);
      const answer = await as('GET', `/v1/webhooks?${params.join('&')}`);
      expect(answer.status).toBe(200);
      return answer.body.webhooks.map(({ $id }: { $id: string }) => $id);
    };
    expect(await list()).toEqual(['a', 'b', 'c', 'd']);
    expect(await list({ method: 'limit', values: [2] }, { method: 'offset', values: [1] })).toEqual(['b', 'c']);
    expect(await list({ method: 'cursorAfter', values: ['b'] })).toEqual(['c', 'd']);
    expect(await list({ method: 'cursorBefore', values: ['c'] }, { method: 'limit', values: [1] })).toEqual(['b']);
    expect(await list({ method: 'equal', attribute: 'name', values: ['hook c', 'hook a'] })).toEqual(['a', 'c']);
    expect(await list({ method: 'equal', attribute: 'enabled', values: [false] })).toEqual(['d']);
    expect(await list({ method: 'orderDesc', attribute: 'name' })).toEqual(['d', 'c', 'b', 'a']);
    expect(await list({ method: 'contains', attribute: 'name', values: ['ook c'] })).toEqual(['c']);
    expect(await list({ method: 'contains', attribute: 'events', values: ['users'] })).toEqual([]);
    expect(await list({ method: 'contains', attribute: 'events', values: ['users.*'] })).toHaveLength(4);
    const { $createdAt: made } = (await as('GET', '/v1/webhooks/b')).body as { $createdAt: string };
    const before = [
      new Date(made).toISOString(),
      made,
      `${new Date(Date.parse(made) + 7_200_000).toISOString().slice(0, -1)}+02:00`,
    ];
    for (const time of before) {
      expect(await list({ method: 'lessThan', attribute: '$createdAt', values: [time] })).toEqual(['a']);
      expect(await list({ method: 'equal', attribute: '$createdAt', values: [time] })).toEqual(['b']);
    }
    expect((await as('GET', '/v1/webhooks?total=false')).body.total).toBe(0);
    expect((await as('GET', '/v1/webhooks')).body.total).toBe(4);
    const refused = async (query: string): Promise<unknown> =>
      (await as('GET', `/v1/webhooks?queries[0]=${encodeURIComponent(query)}`)).body.type;
    expect(await refused('nonsense')).toBe('general_query_invalid');
    expect(await refused('{"method":"equal","attribute":"secret","values":["x"]}')).toBe('general_query_invalid');
    expect(await refused('{"method":"cursorAfter","values":["nobody"]}')).toBe('general_cursor_not_found');
  });

  it('refuses what the real server refuses', async () => {
    const create = { webhookId: 'unique()', url: 'https://example.com/a', name: 'A', events: ['users.*'] };
    for (const wrong of [
      { url: undefined },
      { events: undefined },
      { name: undefined },
      { name: '' },
      { url: 'ftp://example.com' },
      { secret: 'short' },
      { events: ['users.**'] },
      { webhookId: '-x' },
    ]) {
      expect(await call('POST', '/v1/webhooks', { ...create, ...wrong }, client())).toMatchObject({
        status: 400,
        body: { type: 'general_argument_invalid' },
      });
    }
    expect(
      (
        await call(
          'POST',
          '/v1/webhooks',
          { ...create, security: 'x', authUsername: 'a:b', authPassword: 'p' },
          client(),
        )
      ).body.message,
    ).toMatch(/^security has to be true or false\./);
    const colon = { ...create, authUsername: 'a:b', authPassword: 'p' };
    expect((await call('POST', '/v1/webhooks', colon, client())).body.message).toMatch(/^authUsername: /);
    expect(await call('GET', '/v1/webhooks', undefined, client(), null)).toMatchObject({
      status: 401,
      body: { type: 'user_unauthorized' },
    });
    expect((await call('GET', '/v1/webhooks', undefined, { 'x-appwrite-project': 'p2' })).body.type).toBe(
      'project_not_found',
    );
  });

  it('leaves the native API alone without its headers', async () => {
    expect((await call('GET', '/v1/webhooks')).body).toHaveProperty('next_cursor');
  });
});

describe('the test send', () => {
  const bodies: Record<string, unknown>[] = [];
  let receiver: Server;
  let url: string;

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        bodies.push(JSON.parse(text) as Record<string, unknown>);
        response.writeHead(request.url === '/broken' ? 500 : 200).end('seen');
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => receiver.close(resolve)));

  it('has the form of 000', async () => {
    const { id } = (
      await call('POST', '/api/projects/p1/webhooks', {
        name: 'a',
        url,
        events: ['record.updated'],
        collections: ['posts'],
      })
    ).body;
    const sent = await call('POST', `/api/projects/p1/webhooks/${id}/test`);
    expect(sent).toMatchObject({ status: 200, body: { success: true, response_status: 200, error: null } });
    expect(bodies.at(-1)).toMatchObject({ event: 'record.updated', collection: 'posts', project_id: 'p1' });
    const history = await call('GET', `/api/projects/p1/webhooks/${id}/deliveries`);
    expect(history.body).toEqual([
      expect.objectContaining({ event_type: 'record.updated', status: 'success', attempts: 1, response_status: 200 }),
    ]);
  });

  it('has the form of 002, and its history what the console shows', async () => {
    const create = { name: 'a', url: `${url}/broken`, events: [{ table: 'users', operations: ['DELETE'] }] };
    const { id } = (await call('POST', '/api/v1/webhooks', create)).body;
    const sent = await call('POST', `/api/v1/webhooks/${id}/test`, {});
    expect(sent).toMatchObject({
      status: 200,
      body: { success: false, status_code: 500, response_body: 'seen', error: 'HTTP 500' },
    });
    expect(bodies.at(-1)).toMatchObject({ event: 'DELETE', table: 'users', schema: 'public', webhook_id: id });
    const [row] = (await call('GET', `/api/v1/webhooks/${id}/deliveries?limit=50`)).body as unknown as object[];
    expect(row).toMatchObject({
      id: expect.stringMatching(UUID),
      webhook_id: id,
      event: 'DELETE',
      table_name: 'users',
      record_id: expect.any(String),
      status: 'failed',
      status_code: 500,
      attempts: 1,
      response_body: 'seen',
      payload: { event: 'DELETE' },
    });
  });

  it('has the form of 004', async () => {
    const { id } = (await call('POST', '/api/v1/webhooks', { url, events: ['order.shipped'] })).body;
    expect((await call('POST', `/api/v1/webhooks/${id}/test`)).body).toMatchObject({ success: true });
    expect(bodies.at(-1)).toMatchObject({ type: 'order.shipped', createdAt: expect.any(String) });
  });

  it('can be replayed, and shows in the logs of 003', async () => {
    const create = { webhookId: 'logged', name: 'a', url: `${url}/broken`, events: ['users.*.create'] };
    await call('POST', '/v1/projects/p1/webhooks', create);
    const { id } = (await api.call('GET', '/v1/webhooks', undefined, { token: 'p1' })).body.webhooks[0] as {
      id: string;
    };
    await api.call('POST', `/v1/webhooks/${id}/test`, undefined, { token: 'p1' });
    const logs = await call('GET', '/v1/projects/p1/webhooks/logged/logs');
    expect(logs.body).toEqual({
      total: 1,
      logs: [
        {
          $id: expect.stringMatching(/^del_/),
          $createdAt: expect.stringMatching(/\+00:00$/),
          event: expect.stringMatching(/^users\.[^.]+\.create$/),
          status: 'failed',
          attempts: 1,
          responseStatus: 500,
          responseTime: expect.any(Number),
          error: 'HTTP 500',
          payload: expect.objectContaining({ event: expect.stringMatching(/^users\./), payload: expect.any(Object) }),
        },
      ],
    });
    const [log] = logs.body.logs as [{ $id: string }];
    const replay = await call('POST', `/v1/projects/p1/webhooks/logged/logs/${log.$id}/replay`);
    expect(replay).toMatchObject({ status: 201, body: { status: 'pending', attempts: 0 } });
    expect((await call('GET', '/v1/projects/p1/webhooks/logged/logs')).body.total).toBe(2);
    const unknown = await call('POST', `/v1/projects/p1/webhooks/logged/logs/${log.$id.replace(/.$/, '_')}/replay`);
    expect(unknown.status).toBe(404);
  });

  it('can be replayed in 000 and 004', async () => {
    const posts = { name: 'a', url, events: ['record.created'], collections: ['posts'] };
    const { id } = (await call('POST', '/api/projects/p1/webhooks', posts)).body;
    await call('POST', `/api/projects/p1/webhooks/${id}/test`);
    const path = `/api/projects/p1/webhooks/${id}/deliveries`;
    const [first] = (await call('GET', path)).body as [{ id: string }];
    expect(first.id).toMatch(UUID);
    const replay = await call('POST', `${path}/${first.id}/replay`);
    expect(replay).toMatchObject({ status: 201, body: { status: 'pending', attempts: 0, delivered_at: null } });
    expect(await call('POST', `${path}/del_1/replay`)).toMatchObject({
      status: 404,
      body: { detail: expect.any(String) },
    });

    const classic = (await call('POST', '/api/v1/webhooks', { url, events: ['order.shipped'] })).body.id as string;
    await call('POST', `/api/v1/webhooks/${classic}/test`);
    const history = await call('GET', `/api/v1/webhooks/${classic}/deliveries`);
    const [delivery] = history.body.deliveries as [{ id: string }];
    const again = await call('POST', `/api/v1/webhooks/${classic}/deliveries/${delivery.id}/replay`);
    expect(again).toMatchObject({ status: 201, body: { replay_of: delivery.id, status: 'pending' } });
  });
});

describe('secrets that are keys of Ed25519', () => {
  const key = generateEd25519KeyPair(randomBytes).secretKey;
  const url = 'https://example.com/keys';

  it('are taken by the dialects that can sign with them', async () => {
    const create = { url, events: ['user.created'], secret: key, dialect: 'standard-webhooks' };
    expect((await api.call('POST', '/v1/webhooks', create, { token: 'p1' })).status).toBe(201);
  });

  it('are refused by every document’s API, whose receivers know HMAC only', async () => {
    const body = { name: 'a', url, events: ['user.created'], secret: key };
    const answers = [
      await call('POST', '/api/projects/p1/webhooks', { ...body, collections: [] }),
      await call('POST', '/api/v1/webhooks', { ...body, events: [{ table: 'users', operations: ['INSERT'] }] }),
      await call('POST', '/api/v1/webhooks', body),
      await call('POST', '/v1/projects/p1/webhooks', { ...body, events: ['users.*'] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 400, 400, 400]);
    for (const { text } of answers) expect(text).toContain('signs with HMAC only');
    const { id } = (await call('POST', '/api/v1/webhooks', { ...body, secret: 'an-ordinary-one' })).body;
    expect((await call('PUT', `/api/v1/webhooks/${id}`, { secret: key })).status).toBe(400);
    await call('POST', '/v1/projects/p1/webhooks', { webhookId: 'k', ...body, secret: null, events: ['users.*'] });
    expect((await call('PATCH', '/v1/projects/p1/webhooks/k/secret', { secret: key })).status).toBe(400);
  });

  it('do not follow a webhook into a dialect that could not sign with them', async () => {
    const create = { url, events: ['user.created'], secret: key };
    const { id } = (await api.call('POST', '/v1/webhooks', create, { token: 'p1' })).body;
    const change = (dialect: string) => api.call('PATCH', `/v1/webhooks/${id}`, { dialect }, { token: 'p1' });
    expect(await change('classic')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'dialect', code: 'secret_cannot_sign' }] },
    });
    expect((await change('cloudevents')).status).toBe(200);
    await api.call('POST', `/v1/webhooks/${id}/secret/rotate`, { secret: 'an-ordinary-one' }, { token: 'p1' });
    expect((await change('classic')).status).toBe(200);
  });
});

describe('every API', () => {
  const url = 'https://example.com/any';
  const headers = { 'X-Api-Token': 'a value that nobody sees again' };

  it('of 002 and 003 takes a map of headers, of which only the names come back', async () => {
    const flux = { name: 'a', url, headers, events: [{ table: 'users', operations: ['INSERT'] }] };
    const appwrite = { webhookId: 'with-headers', name: 'a', url, headers, events: ['users.*'] };
    for (const [path, body] of [
      ['/api/v1/webhooks', flux],
      ['/v1/projects/p1/webhooks', appwrite],
    ] as const) {
      const created = await call('POST', path, body);
      expect([created.status, created.body.headers]).toEqual([201, { 'X-Api-Token': '[set]' }]);
      expect(created.text).not.toContain('nobody sees');
      const refused = await call('POST', path, { ...body, webhookId: 'x', headers: { Host: 'elsewhere.example' } });
      expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('headers')]);
    }
  });

  it('of a document ignores fields that it does not know; the native one refuses them', async () => {
    const unknown = { name: 'a', url, events: ['user.created'], no_such_field: { deep: [1] } };
    const answers = [
      await call('POST', '/api/projects/p1/webhooks', unknown),
      await call('POST', '/api/v1/webhooks', unknown),
      await call('POST', '/api/v1/webhooks', { ...unknown, events: [{ table: 'users', operations: ['*'] }] }),
      await call('POST', '/v1/projects/p1/webhooks', { ...unknown, events: ['users.*'] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    for (const { text } of answers) expect(text).not.toContain('no_such_field');
    const native = await call('POST', '/v1/webhooks', unknown);
    expect(native).toMatchObject({ status: 422, body: { errors: [{ field: 'no_such_field' }] } });
  });

  it('of a document shows and changes what the native API has made in its dialect, and the other way round', async () => {
    const made = (dialect: string) =>
      call('POST', '/v1/webhooks', { name: dialect, url, dialect, events: ['user.created'] });
    const ids = new Map<string, string>();
    for (const { name } of allDialects) {
      const { status, body } = await made(name);
      expect([name, status, body.dialect]).toEqual([name, 201, name]);
      ids.set(name, body.id as string);
    }
    for (const [name, path] of [
      ['backendify', '/api/projects/p1/webhooks'],
      ['fluxbase', '/api/v1/webhooks'],
      ['classic', '/api/v1/webhooks'],
      ['appwrite', '/v1/projects/p1/webhooks'],
    ] as const) {
      const id = ids.get(name)!;
      const paused = await call('PATCH', `${path}/${id}`, { enabled: false });
      expect([name, paused.status]).toEqual([name, 200]);
      expect((await call('GET', `/v1/webhooks/${id}`)).body).toMatchObject({ dialect: name, active: false });
    }
    const names = allDialects.map(({ name }) => name);
    for (const [index, name] of names.entries()) {
      const dialect = names[(index + 1) % names.length];
      expect((await call('PATCH', `/v1/webhooks/${ids.get(name)!}`, { dialect })).body).toMatchObject({ dialect });
    }
  });
});
