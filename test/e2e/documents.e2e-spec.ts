import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import {
  eventually,
  idOf,
  Receiver,
  startTestApp,
  type Answer,
  type ApiClient,
  type Json,
  type TestApp,
} from './support/index.js';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Record<string, Json> }>>>>;
  readonly components: Json;
}

/** Requests exactly as the five documents print them, plus a credential; answers are held to `/openapi/….json`. */
describe('the requests of the documents', () => {
  let app: TestApp;
  let receiver: Receiver;
  let project: Awaited<ReturnType<TestApp['project']>>;
  const documents = new Map<string, Document>();

  beforeAll(async () => {
    [app, receiver] = await Promise.all([startTestApp(), Receiver.start()]);
    project = await app.project();
    for (const name of ['standard', 'backendify', 'fluxbase', 'appwrite', 'classic']) {
      documents.set(name, (await app.admin.as(null).get(`/openapi/${name}.json`)).body as unknown as Document);
    }
  });
  afterAll(async () => {
    await app.close();
    await receiver.stop();
  });

  /** Sends a request and checks the answer against the description of its route: `POST /api/v1/webhooks/{id}`. */
  async function sent(
    document: string,
    route: string,
    path: string,
    {
      body,
      headers,
      client = project.client,
    }: { body?: unknown; headers?: Record<string, string>; client?: ApiClient } = {},
  ): Promise<Answer> {
    const [method = '', described = ''] = route.split(' ');
    const answer = await client.call(method, path, { body, ...(headers ? { headers } : {}) });
    const { components, paths } = documents.get(document)!;
    const { responses } = paths[described]![method.toLowerCase()]!;
    const response = responses[String(answer.status)] ?? responses.default!;
    const content = Object.values((response.content as Json | undefined) ?? {})[0] as { schema: object } | undefined;
    if (!content) {
      expect(answer.body).toEqual({});
      return answer;
    }
    const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
    const valid = ajv.compile({ ...content.schema, components });
    expect([route, valid(answer.body) ? [] : valid.errors]).toEqual([route, []]);
    return answer;
  }

  it('000: create', async () => {
    const printed = {
      name: 'My Webhook',
      url: 'https://your-server.com/webhook',
      events: ['record.created', 'record.updated', 'record.deleted'],
      collections: ['posts', 'comments'],
      secret: 'your-webhook-secret',
      is_active: true,
    };
    const path = `/api/projects/${project.id}/webhooks`;
    const created = await sent('backendify', 'POST /api/projects/{projectId}/webhooks', path, { body: printed });
    expect([created.status, created.body]).toEqual([201, expect.objectContaining(printed)]);
    const bare = created.body.project_id as string;
    expect(`proj_${bare.replaceAll('-', '')}`).toBe(project.id);
    const listed = await sent('backendify', 'GET /api/projects/{projectId}/webhooks', `/api/projects/${bare}/webhooks`);
    expect(listed.body).toEqual([expect.objectContaining({ id: created.body.id, is_active: true })]);
  });

  it('000: its log has the words of the document, also for what a paused webhook did not get', async () => {
    const WEBHOOKS = '/api/projects/{projectId}/webhooks';
    const path = `/api/projects/${project.id}/webhooks`;
    const paused = { name: 'Paused', url: receiver.url('/000'), events: ['user.created'], is_active: false };
    const { body } = await sent('backendify', `POST ${WEBHOOKS}`, path, { body: paused });
    await project.client.expect(201, project.client.post('/v1/users', { name: 'A', email: 'a@example.com' }));
    const log = await eventually(
      () => sent('backendify', `GET ${WEBHOOKS}/{id}/deliveries`, `${path}/${idOf(body)}/deliveries`),
      (answer) => (answer.body as unknown as Json[]).length === 1,
    );
    const id = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(log.body).toEqual([
      expect.objectContaining({ id, event_type: 'record.created', status: 'failed', attempts: 0 }),
    ]);
  });

  it('001: create, test by the curl line, and list deliveries', async () => {
    const printed = {
      url: 'https://yourapp.com/webhook',
      events: ['user.created', 'user.updated', 'project.created'],
      secret: 'whsec_abc123...',
      active: true,
    };
    // A webhook of the installation: no project's webhook can hear that its project was created.
    const created = await sent('standard', 'POST /v1/webhooks', '/v1/webhooks', { body: printed, client: app.admin });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ ...printed, id: expect.stringMatching(/^hook_/) });
    expect(created.body.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

    const body = { ...printed, events: ['user.created'], url: receiver.url('/001'), retry: { schedule: [0] } };
    const webhook = await project.client.expect(201, project.client.post('/v1/webhooks', body));
    const path = `/v1/webhooks/${idOf(webhook)}`;
    const test = await sent('standard', 'POST /v1/webhooks/{id}/test', `${path}/test`);
    expect([test.status, test.body.success]).toEqual([200, true]);
    receiver.answerWith('/001', 500);
    await project.client.expect(201, project.client.post('/v1/users', { name: 'A', email: 'a@example.com' }));
    await receiver.waitFor('/001', 2);
    const deliveries = async (): Promise<Json[]> => {
      const answer = await sent('standard', 'GET /v1/webhooks/{id}/deliveries', `${path}/deliveries`);
      return answer.body.deliveries as Json[];
    };
    // A first attempt that has just ended is not yet in the list.
    const [failed, success] = await eventually(
      deliveries,
      (rows) => rows.length === 2 && rows.every(({ status }) => status !== 'pending'),
    );
    expect(success).toMatchObject({
      id: expect.stringMatching(/^del_/),
      event_id: expect.stringMatching(/^evt_/),
      status: 'success',
      status_code: 200,
      attempts: 1,
      delivered_at: expect.stringMatching(/T\d\d:\d\d:\d\dZ$/),
    });
    expect(success).not.toHaveProperty('error');
    expect(failed).toMatchObject({ status: 'failed', status_code: 500, attempts: 1, error: 'HTTP 500' });
    expect(failed).not.toHaveProperty('delivered_at');
  });

  it('002: create, update, list deliveries and delete', async () => {
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
    const { secret: _secret, ...shown } = printed;
    const webhooks = '/api/v1/webhooks';
    const created = await sent('fluxbase', `POST ${webhooks}`, webhooks, { body: printed });
    expect([created.status, created.body]).toEqual([201, expect.objectContaining(shown)]);
    const one = `${webhooks}/${idOf(created.body)}`;
    const updated = await sent('fluxbase', `PUT ${webhooks}/{id}`, one, { body: { ...printed, max_retries: 5 } });
    expect([updated.status, updated.body.max_retries]).toEqual([200, 5]);
    const single = await sent('fluxbase', `PUT ${webhooks}/{id}`, one, { body: { enabled: false } });
    expect(single.body).toMatchObject({ ...shown, enabled: false, max_retries: 5 });
    const list = await sent('fluxbase', `GET ${webhooks}/{id}/deliveries`, `${one}/deliveries?limit=50`);
    expect([list.status, list.body]).toEqual([200, []]);
    const removed = await sent('fluxbase', `DELETE ${webhooks}/{id}`, one);
    expect(removed.status).toBe(200);
    expect((await sent('fluxbase', `GET ${webhooks}/{id}`, one)).status).toBe(404);
  });

  describe('003, as its Dart calls are written by that client', () => {
    const WEBHOOKS = '/v1/webhooks';
    const ONE = `${WEBHOOKS}/{webhookId}`;
    const client = () => ({
      'x-appwrite-project': project.id,
      'x-appwrite-key': project.key,
      'x-appwrite-response-format': '1.9.0',
      'x-sdk-name': 'Dart',
    });
    const dart = (route: string, path: string, body: unknown) =>
      // The key is in the client's own header.
      sent('appwrite', route, path, { body, headers: client(), client: app.admin.as(null) });

    it('create, with signatures', async () => {
      const call = {
        webhookId: 'a1b2c3d4e5f60718293a',
        name: 'Order Notifications',
        url: 'https://api.example.com/webhooks/appwrite',
        events: ['databases.*.tables.orders.rows.*', 'users.*.create'],
        security: true,
      };
      const created = await dart(`POST ${WEBHOOKS}`, WEBHOOKS, call);
      const { webhookId, ...fields } = call;
      expect([created.status, created.body]).toEqual([201, expect.objectContaining({ $id: webhookId, ...fields })]);
      expect(created.body.enabled).toBe(true);
    });

    it('create, with Basic authentication', async () => {
      const call = {
        webhookId: 'b1b2c3d4e5f60718293a',
        name: 'External API',
        url: 'https://api.example.com/webhook',
        events: ['databases.*.tables.*.rows.*'],
        httpUser: 'api_user',
        httpPass: 'api_password',
      };
      const created = await dart(`POST ${WEBHOOKS}`, WEBHOOKS, call);
      expect([created.status, created.body.httpUser]).toEqual([201, 'api_user']);
      expect(JSON.stringify(created.body)).not.toContain('api_password');
    });

    it('update, disable, enable and delete webhook_123', async () => {
      await dart(`POST ${WEBHOOKS}`, WEBHOOKS, {
        webhookId: 'webhook_123',
        name: 'Before',
        url: 'https://api.example.com/webhook',
        events: ['users.*'],
        httpUser: 'kept',
        httpPass: 'kept too',
      });
      const call = {
        name: 'Updated Name',
        events: ['databases.*.tables.orders.rows.*'],
        url: 'https://new-url.example.com/webhook',
        security: true,
        enabled: true,
      };
      const one = `${WEBHOOKS}/webhook_123`;
      const updated = await dart(`PUT ${ONE}`, one, call);
      expect([updated.status, updated.body]).toEqual([200, expect.objectContaining({ ...call, httpUser: 'kept' })]);
      const paused = await dart(`PUT ${ONE}`, one, { enabled: false });
      expect(paused.body).toMatchObject({ ...call, enabled: false, httpUser: 'kept' });
      expect((await dart(`PUT ${ONE}`, one, { enabled: true })).body).toMatchObject({ ...call, httpUser: 'kept' });
      const logs = await dart(`GET ${ONE}/logs`, `${one}/logs`, undefined);
      expect(logs.body).toEqual({ total: 0, logs: [] });
      expect((await dart(`DELETE ${ONE}`, one, {})).status).toBe(204);
      expect((await dart(`GET ${ONE}`, one, undefined)).body).toMatchObject({ type: 'webhook_not_found', code: 404 });
    });
  });

  it('004: subscribe', async () => {
    const printed = {
      url: 'https://client.com/webhooks/orders',
      events: ['order.created', 'order.shipped'],
      secret: 'whsec_...',
    };
    const created = await sent('classic', 'POST /api/v1/webhooks', '/api/v1/webhooks', { body: printed });
    expect([created.status, created.body]).toEqual([201, expect.objectContaining({ ...printed, dialect: 'classic' })]);
    expect(JSON.stringify(created.body.warnings)).toContain('order.created');
  });

  it.each([
    ['backendify', () => `/api/projects/${project.id}/webhooks`, {}],
    ['standard', () => '/v1/webhooks', {}],
    ['fluxbase', () => '/api/v1/webhooks', {}],
    ['appwrite', () => '/v1/webhooks', { 'x-appwrite-project': 'p' }],
    ['classic', () => '/api/v1/webhooks', {}],
  ])(
    '%s: any of the documents’ headers carries the key, and without one the answer is 401',
    async (_name, path, more) => {
      const nobody = app.admin.as(null);
      expect((await nobody.get(path(), { headers: more })).status).toBe(401);
      for (const header of ['x-api-key', 'apikey', 'x-appwrite-key', 'x-client-key', 'x-service-key']) {
        const own = header.startsWith('x-appwrite') ? { ...more, 'x-appwrite-project': project.id } : more;
        const headers = { ...own, ...('x-appwrite-project' in more ? { 'x-appwrite-project': project.id } : {}) };
        expect([header, (await nobody.get(path(), { headers: { ...headers, [header]: project.key } })).status]).toEqual(
          [header, 200],
        );
      }
      expect((await nobody.get(path(), { headers: { ...more, 'x-api-key': 'phk_wrong' } })).status).toBe(401);
    },
  );

  it.each([
    ['backendify', '/api/projects/{projectId}/webhooks', { detail: 'The body is not valid JSON.' }],
    ['fluxbase', '/api/v1/webhooks', { error: 'The body is not valid JSON.', code: 'MALFORMED_BODY' }],
    ['appwrite', '/v1/webhooks', { message: 'The body is not valid JSON.', type: 'general_argument_invalid' }],
  ])('%s: errors in front of its routes have its form as well', async (name, described, expected) => {
    const path = described.replace('{projectId}', project.id);
    const headers: Record<string, string> = name === 'appwrite' ? { 'x-appwrite-project': project.id } : {};
    const json = { ...headers, 'content-type': 'application/json' };
    const broken = await sent(name, `POST ${described}`, path, { body: '{', headers: json });
    expect([broken.status, broken.body]).toEqual([400, expect.objectContaining(expected)]);
    expect(broken.headers.get('content-type')).toMatch(/^application\/json/);
    const twice = await sent(name, `POST ${described}`, path, { body: '{"a":1,"a":2}', headers: json });
    expect(JSON.stringify(twice.body)).toContain('there twice in one object');
    const id = name === 'appwrite' ? '{webhookId}' : '{id}';
    expect((await sent(name, `GET ${described}/${id}`, `${path}/%00`, { headers })).status).toBe(404);
  });

  it('are described at /openapi/{dialect}.json, and an unknown name is answered with those that are', async () => {
    for (const document of documents.values()) expect(document).toMatchObject({ openapi: '3.1.0' });
    const unknown = await app.admin.as(null).get('/openapi/stripe.json');
    expect([unknown.status, unknown.body.detail]).toEqual([404, expect.stringContaining('/openapi/appwrite.json')]);
  });
});
