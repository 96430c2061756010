import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as newest from 'node-appwrite';
import * as older from 'node-appwrite-23';

import { eventually, idOf, Receiver, startTestApp, type Json, type TestApp } from './support/index.js';

/** The published clients against the running application, with the key where they put it themselves. */
describe('node-appwrite with a key of a project', () => {
  let app: TestApp;
  let receiver: Receiver;
  let project: Awaited<ReturnType<TestApp['project']>>;

  beforeAll(async () => {
    [app, receiver] = await Promise.all([startTestApp(), Receiver.start()]);
    project = await app.project();
  });
  afterAll(async () => {
    await app.close();
    await receiver.stop();
  });

  const client = (key = project.key, id = project.id): newest.Webhooks =>
    new newest.Webhooks(new newest.Client().setEndpoint(`${app.url}/v1`).setProject(id).setKey(key));
  const event = ['users.*.create'];

  it('27.1.0 makes a webhook, whose failures it can see and look for', async () => {
    // The retry of the first delivery too, whenever it comes: a success would make the webhook well again.
    receiver.answerWith('/failing', ...Array.from({ length: 20 }, () => 500));
    const url = receiver.url('/failing');
    const { $id: webhookId } = await client().create({
      webhookId: newest.ID.unique(),
      url,
      name: 'fails',
      events: event,
    });
    await client().create({ webhookId: 'healthy', url: receiver.url('/healthy'), name: 'works', events: event });
    await project.client.expect(201, project.client.post('/v1/users', { name: 'A', email: 'a@example.com' }));
    const retrying = await eventually(
      () => client().get({ webhookId }),
      ({ logs }) => logs !== '',
    );
    expect(retrying).toMatchObject({ logs: 'HTTP 500', attempts: 0, enabled: true });
    // The native API takes the retries from it: its next delivery fails at once.
    const { webhooks } = await project.client.expect(200, project.client.get('/v1/webhooks?search=fails'));
    const path = `/v1/webhooks/${idOf((webhooks as Json[])[0]!)}`;
    await project.client.expect(200, project.client.patch(path, { retry: { schedule: [0] } }));
    await project.client.expect(201, project.client.post('/v1/users', { name: 'C', email: 'c@example.com' }));
    await eventually(
      () => client().get({ webhookId }),
      ({ attempts }) => attempts > 0,
    );
    expect(await client().get({ webhookId: 'healthy' })).toMatchObject({ logs: '', attempts: 0 });

    const found = async (...queries: string[]): Promise<readonly string[]> =>
      (await client().list({ queries })).webhooks.map(({ name }) => name);
    const { Query } = newest;
    expect(await found(Query.greaterThan('attempts', 0))).toEqual(['fails']);
    expect(await found(Query.equal('logs', ['HTTP 500']))).toEqual(['fails']);
    expect(await found(Query.notEqual('name', 'fails'))).toEqual(['works']);
    expect(await found(Query.equal('enabled', [true]), Query.orderAsc('name'))).toEqual(['fails', 'works']);
    expect(await found(Query.equal('events', event), Query.orderDesc('name'))).toEqual(['works', 'fails']);
    expect(await found(Query.contains('url', ['/healthy']))).toEqual(['works']);
    expect(await found(Query.startsWith('name', 'wo'))).toEqual(['works']);
    expect(await found(Query.lessThanEqual('attempts', 0), Query.limit(1))).toEqual(['works']);
    expect(await found(Query.cursorBefore('healthy'))).toEqual(['fails']);
    const [shown] = (await client().list({ queries: [Query.equal('name', ['fails'])] })).webhooks;
    expect(shown).toMatchObject({ logs: 'HTTP 500', secret: '' });
  });

  it('23.1.0 does the same in its own words', async () => {
    const sdk = new older.Client().setEndpoint(`${app.url}/v1`).setProject(project.id).setKey(project.key);
    const webhooks = new older.Webhooks(sdk);
    const url = receiver.url('/older');
    const created = await webhooks.create({
      webhookId: 'older',
      url,
      name: 'older',
      events: event,
      security: false,
      httpUser: 'user',
      httpPass: 'password',
    });
    expect(created).toMatchObject({ $id: 'older', security: false, httpUser: 'user', enabled: true });
    await project.client.expect(201, project.client.post('/v1/users', { name: 'B', email: 'b@example.com' }));
    const [request] = await receiver.waitFor('/older', 1);
    expect(request!.headers).toMatchObject({
      'x-appwrite-webhook-id': 'older',
      authorization: `Basic ${Buffer.from('user:password').toString('base64')}`,
    });
    expect(request!.headers).not.toHaveProperty('x-appwrite-webhook-signature');
    const { Query } = older;
    const list = await webhooks.list({ queries: [Query.equal('security', [false]), Query.limit(5)] });
    expect(list).toMatchObject({ total: 1, webhooks: [{ $id: 'older' }] });
    await expect(webhooks.list({ queries: ['nonsense'] })).rejects.toMatchObject({ type: 'general_query_invalid' });
    await webhooks.update({ webhookId: 'older', name: 'older', url, events: event, enabled: false });
    expect(await webhooks.get({ webhookId: 'older' })).toMatchObject({ enabled: false, httpUser: 'user' });
    await webhooks.delete({ webhookId: 'older' });
    await expect(webhooks.delete({ webhookId: 'older' })).rejects.toMatchObject({ code: 404 });
  });

  it('is told by type who may not do what', async () => {
    const refused = async (webhooks: newest.Webhooks): Promise<unknown> => {
      try {
        await webhooks.create({ webhookId: 'x', url: 'https://example.com', name: 'x', events: event });
        return 'created';
      } catch (error) {
        if (!(error instanceof newest.AppwriteException)) throw error;
        return [error.code, error.type];
      }
    };
    expect(await refused(client('phk_unknown'))).toEqual([401, 'user_unauthorized']);
    const path = `/v1/projects/${project.id}/api-keys`;
    const narrow = await app.admin.expect(201, app.admin.post(path, { name: 'n', scopes: ['webhooks:read'] }));
    expect((await client(narrow.key as string).list()).total).toBeGreaterThan(0);
    expect(await refused(client(narrow.key as string))).toEqual([401, 'general_unauthorized_scope']);
    expect(await refused(client(project.key, 'another-project'))).toEqual([404, 'project_not_found']);
    expect(await refused(client(app.config.adminToken!, 'another-project'))).toEqual([404, 'project_not_found']);
    await expect(client().get({ webhookId: 'nobody' })).rejects.toMatchObject({ type: 'webhook_not_found' });
  });
});
