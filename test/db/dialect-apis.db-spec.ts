import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DialectsModule } from '@posthorn/dialects';
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
      body: { type: 'webhook_already_exists', code: 409 },
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
    expect(history.body).toEqual([expect.objectContaining({ status: 'success', attempts: 1, response_status: 200 })]);
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
      webhook_id: id,
      event: 'DELETE',
      table_name: 'users',
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
});
