import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { eventually, idOf, Receiver, startTestApp, within, type Received, type TestApp } from './support/index.js';

const typeOf = ({ body }: Received): string => (JSON.parse(body) as { type: string }).type;
const ofType = (type: string) => (requests: readonly Received[]) =>
  requests.some((request) => typeOf(request) === type);

describe('projects over REST', () => {
  let app: TestApp;
  let receiver: Receiver;
  beforeAll(async () => {
    [app, receiver] = await Promise.all([startTestApp(), Receiver.start()]);
  });
  afterAll(async () => {
    await app.close();
    await receiver.stop();
  });

  it('are created, changed with a merge, and listed', async () => {
    const { admin } = app;
    const project = await admin.expect(201, admin.post('/v1/projects', { name: 'A', metadata: { plan: 'team' } }));
    expect(project).toMatchObject({ name: 'A', description: null, metadata: { plan: 'team' } });
    const path = `/v1/projects/${idOf(project)}`;
    await admin.expect(200, admin.patch(path, { description: 'x' }));
    expect(await admin.expect(200, admin.patch(path, { description: null }))).toMatchObject({
      name: 'A',
      description: null,
    });
    expect((await admin.patch(path, { name: null })).status).toBe(422);
    expect((await admin.get('/v1/projects')).body.projects).toContainEqual(
      expect.objectContaining({ id: idOf(project), metadata: { plan: 'team' } }),
    );
  });

  it('are unknown as soon as they are deleted, and erased when their last event has been delivered', async () => {
    const { admin } = app;
    const { id, key, client } = await app.project('Doomed');
    const subscription = { url: receiver.url('/doomed'), events: ['*'], retry: { schedule: [0, 1] } };
    const webhook = await client.expect(201, client.post('/v1/webhooks', subscription));
    const user = await client.expect(201, client.post('/v1/users', { name: 'A', email: 'a@example.com' }));
    const form = new FormData();
    form.append('file', new Blob(['x']), 'x');
    await client.expect(201, client.call('POST', '/v1/files', { body: form }));
    const before = (await eventually(() => Promise.resolve(receiver.on('/doomed')), ofType('file.uploaded'))).length;
    receiver.answerWith('/doomed', 500);

    expect((await client.delete(`/v1/projects/${id}`)).status).toBe(204);
    for (const path of [`/v1/projects/${id}`, `/v1/users/${idOf(user)}`, `/v1/projects/${id}/api-keys`]) {
      expect((await admin.get(path)).status).toBe(404);
    }
    for (const path of ['/v1/users', '/v1/files', '/v1/payments', '/v1/webhooks']) {
      expect((await client.get(path)).status).toBe(404);
      expect((await admin.get(`${path}?project_id=${id}`)).body).toMatchObject({ code: 'project_not_found' });
    }
    for (const path of ['', '/deliveries', '/secret', '/recoveries']) {
      expect((await admin.get(`/v1/webhooks/${idOf(webhook)}${path}`)).body).toMatchObject({
        code: 'webhook_not_found',
      });
    }
    expect((await admin.get(`/api/v1/webhooks/${idOf(webhook)}`)).status).toBe(404);
    expect((await admin.patch(`/v1/webhooks/${idOf(webhook)}`, { name: 'x' })).status).toBe(404);
    expect((await admin.post(`/v1/webhooks/${idOf(webhook)}/test`)).status).toBe(404);
    expect((await admin.delete(`/v1/webhooks/${idOf(webhook)}`)).status).toBe(404);
    expect((await admin.get('/v1/webhooks')).body.webhooks).not.toContainEqual(
      expect.objectContaining({ id: idOf(webhook) }),
    );
    expect((await admin.post('/v1/users', { project_id: id, name: 'B', email: 'b@example.com' })).status).toBe(404);
    expect((await admin.delete(`/v1/projects/${id}`)).status).toBe(404);

    const requests = await receiver.waitFor('/doomed', before + 2);
    expect(requests.map(typeOf).slice(-2)).toEqual(['project.deleted', 'project.deleted']);

    const left = async (): Promise<number> => {
      const { rows } = await app.database.pool.query<{ n: number }>(
        `select (select count(*) from projects where id = $1) + (select count(*) from users where project_id = $1)
              + (select count(*) from files where project_id = $1) + (select count(*) from api_keys where project_id = $1)
              + (select count(*) from posthorn.webhook_secrets where project_id = $1) as n`,
        [id],
      );
      return Number(rows[0]?.n);
    };
    await eventually(left, (rows) => rows === 0);
    await within(
      5000,
      async () => (await admin.as(key).get('/v1/users')).status,
      (status) => status === 401,
    );
  });
});
