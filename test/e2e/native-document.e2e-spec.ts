import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import { idOf, Receiver, startTestApp, type Answer, type Json, type TestApp } from './support/index.js';

interface Operation {
  readonly requestBody?: { readonly content: Json };
  readonly responses: Readonly<Record<string, { readonly content?: Json }>>;
}

/** What `/openapi.json` says of a route, held against what the server does. */
describe('the description of the native API', () => {
  let app: TestApp;
  let receiver: Receiver;
  let paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  let projectId: string;
  let url: string;
  const ajv = new Ajv2020({ strict: false, allErrors: true });

  beforeAll(async () => {
    [app, receiver] = await Promise.all([startTestApp(), Receiver.start()]);
    const document = (await app.admin.get('/openapi.json')).body;
    paths = document['paths'] as typeof paths;
    addFormats.default(ajv);
    ajv.addSchema({ ...document, $id: 'document' });
    projectId = (await app.project()).id;
    url = receiver.url('/hook');
  });
  afterAll(async () => {
    await app.close();
    await receiver.stop();
  });

  function schemaAt(...pointer: string[]): ValidateFunction {
    const path = pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    return ajv.getSchema(`document#/${path}`)!;
  }

  /** Sends what the document allows, and expects an answer as it describes it: status, content type, body. */
  async function held(route: string, path: string, body?: unknown): Promise<Answer> {
    const [method = '', described = ''] = route.split(' ');
    const verb = method.toLowerCase();
    const { requestBody, responses } = paths[described]![verb]!;
    if (requestBody && body !== undefined) {
      const check = schemaAt('paths', described, verb, 'requestBody', 'content', 'application/json', 'schema');
      expect({ body, errors: check(body) ? [] : check.errors }).toEqual({ body, errors: [] });
    }
    const answer = await app.admin.call(method, path, { body });
    const status = String(answer.status) in responses ? String(answer.status) : 'default';
    expect(Object.keys(responses)).toContain(status);
    const type = answer.headers.get('content-type')?.split(';')[0];
    expect(type === undefined ? [] : [type]).toEqual(Object.keys(responses[status]!.content ?? {}));
    if (type !== undefined) {
      const check = schemaAt('paths', described, verb, 'responses', status, 'content', type, 'schema');
      const errors = check(answer.body) ? [] : check.errors;
      expect({ body: answer.body, errors }).toEqual({ body: answer.body, errors: [] });
    }
    return answer;
  }

  it('lets null stand wherever the server takes it, so that a webhook can be sent back as it was read', async () => {
    const made = await held('POST /v1/webhooks', '/v1/webhooks', {
      project_id: projectId,
      url,
      events: ['user.*', { table: 'orders' }],
      description: null,
      filter: null,
      retry: { schedule: [0, 1], jitter: null },
      basic_auth: null,
    });
    expect(made.status).toBe(201);
    const path = `/v1/webhooks/${idOf(made.body)}`;
    const { body } = await held('GET /v1/webhooks/{id}', path);
    expect((await held('PUT /v1/webhooks/{id}', path, body)).status).toBe(200);
    expect((await held('PATCH /v1/webhooks/{id}', path, { timeout_seconds: null, name: null })).status).toBe(200);
  });

  it('has both answers of a recovery: the job, and the count of a dry run', async () => {
    const made = await app.admin.post('/v1/webhooks', { project_id: projectId, url, events: ['user.*'] });
    const path = `/v1/webhooks/${idOf(made.body)}/recover`;
    const recover = (body: object) => held('POST /v1/webhooks/{id}/recover', path, body);
    expect((await recover({ since: '2026-01-01T00:00:00Z', dry_run: true })).status).toBe(200);
    expect((await recover({ since: '2026-01-01T00:00:00Z', until: null })).status).toBe(201);
  });

  it('has every form of an event', async () => {
    const forms = [
      { record: { table: 'orders', operation: 'INSERT', record: { id: 1 }, old_record: null } },
      { appwrite: { event: 'users.5.create', payload: { a: 1 } } },
    ];
    for (const form of forms) {
      const event = await held('POST /v1/events', '/v1/events', { project_id: projectId, ...form });
      expect(event.status).toBe(201);
      await held('GET /v1/events/{id}', `/v1/events/${idOf(event.body)}`);
    }
    await held('GET /v1/events', `/v1/events?project_id=${projectId}`);
  });

  it('has the refusals of a sign-in', async () => {
    expect((await held('POST /v1/session', '/v1/session', { token: 'nobody' })).status).toBe(401);
    expect((await held('POST /v1/session', '/v1/session', { token: 'no token' })).status).toBe(422);
  });

  it('keeps to texts in the metadata of a project, as it says', async () => {
    const refused = await app.admin.post('/v1/projects', { name: 'x', metadata: { tier: null } });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'metadata' }] } });
    await held('POST /v1/projects', '/v1/projects', { name: 'x', metadata: { tier: 'gold' } });
  });

  it('says that the stream is server-sent events and that a file comes as it was stored', () => {
    const contentOf = (path: string) => Object.keys(paths[path]!['get']!.responses['200']!.content!);
    expect(contentOf('/v1/stream')).toEqual(['text/event-stream']);
    expect(contentOf('/v1/files/{id}/content')).toEqual(['*/*']);
  });
});
