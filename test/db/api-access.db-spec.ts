import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENGINE, webhooksOpenApi, type DeliveryEngine } from '@posthorn/webhooks';
import { startApi, type Api } from './api-support.js';
import { Receiver } from './api-support-receiver.js';

const data = { id: 'user_1', name: 'Ada', email: 'ada@example.com' };
const { paths } = webhooksOpenApi();
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

describe('access to the API', () => {
  let api: Api;
  const receiver = new Receiver();
  /** Ids of project `b`, which `a` tries to reach. */
  const ids = { hook: '', evt: '', del: '', rec: '' };

  beforeAll(async () => {
    const url = await receiver.start();
    api = await startApi({
      options: {
        worker: { enabled: false },
        projects: { exists: (project) => Promise.resolve(['a', 'b'].includes(project)) },
      },
    });
    ids.hook = (await api.call('POST', '/v1/webhooks', { url, events: ['*'], name: 'canary' }, { token: 'b' })).body
      .id as string;
    ids.evt = (await api.call('POST', '/v1/events', { type: 'user.created', data }, { token: 'b' })).body.id as string;
    await api.app.get<DeliveryEngine>(ENGINE, { strict: false }).runOnce();
    ids.del = (await api.call('GET', '/v1/deliveries', undefined, { token: 'b' })).body.deliveries[0].id as string;
    const recovery = await api.call(
      'POST',
      `/v1/webhooks/${ids.hook}/recover`,
      { since: '2020-01-01' },
      { token: 'b' },
    );
    ids.rec = recovery.body.id as string;
  });

  afterAll(async () => {
    await api.close();
    await receiver.stop();
  });

  const kindOf = (path: string): keyof typeof ids => {
    if (path.startsWith('/v1/webhooks')) return 'hook';
    if (path.startsWith('/v1/recoveries')) return 'rec';
    return path.startsWith('/v1/events') ? 'evt' : 'del';
  };

  const fill = (path: string, use: typeof ids): string =>
    path.replace('{name}', 'user.created').replace('{id}', use[kindOf(path)]);

  const bodyFor = (method: string, path: string): unknown =>
    method === 'POST' && path === '/v1/deliveries/replay'
      ? { ids: [ids.del] }
      : path.endsWith('/recover')
        ? { since: '2020-01-01' }
        : ['POST', 'PATCH', 'PUT'].includes(method)
          ? {}
          : undefined;

  it('has a route for every operation of the document', () => {
    expect(operations.length).toBeGreaterThan(25);
  });

  it.each(operations)(
    'answers $method $path without a token, and with a wrong one, with 401',
    async ({ method, path }) => {
      for (const token of [null, 'wrong']) {
        const answer = await api.call(method, fill(path, ids), bodyFor(method, path), { token });
        expect(answer.body).toMatchObject({ status: 401, code: 'unauthorized' });
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      }
    },
  );

  // Everybody may ask who they are.
  const scoped = operations.filter(({ path }) => path !== '/v1/session');

  it.each(scoped)('answers $method $path to a key with another scope with 403', async ({ method, path }) => {
    const answer = await api.call(method, fill(path, ids), bodyFor(method, path), { token: 'b,nothing:read' });
    expect(answer.body).toMatchObject({ status: 403, code: 'forbidden' });
  });

  const withId = operations.filter(({ path }) => path.includes('{id}'));

  it.each(withId)(
    'answers $method $path for another project’s id as for one that never was',
    async ({ method, path }) => {
      const body = bodyFor(method, path);
      const zero = '0'.repeat(32);
      const foreign = await api.call(method, fill(path, ids), body, { token: 'a' });
      const unknown = await api.call(
        method,
        fill(path, { hook: `hook_${zero}`, evt: `evt_${zero}`, del: `del_${zero}`, rec: `rec_${zero}` }),
        body,
        { token: 'a' },
      );
      expect([foreign.status, foreign.body]).toEqual([404, unknown.body]);
      for (const id of ['x', '%00', 'hook_', `${ids.hook}0`, ids.hook.toUpperCase(), '..%2f', '%F0%9F%92%A9']) {
        const malformed = await api.call(method, fill(path, { hook: id, evt: id, del: id, rec: id }), body, {
          token: 'a',
        });
        expect([id, malformed.status, malformed.body.code]).toEqual([id, 404, unknown.body.code]);
      }
    },
  );

  // The stream never ends: api-stream has its own test of this.
  const lists = operations.filter(
    ({ method, path }) => method === 'GET' && !path.includes('{') && path !== '/v1/stream',
  );

  it.each(lists)('shows nothing of another project in $method $path', async ({ path }) => {
    const answer = await api.call('GET', path, undefined, { token: 'a' });
    for (const id of [...Object.values(ids), 'canary']) expect(answer.text).not.toContain(id);
    const scoped = await api.call('GET', `${path}?project_id=b`, undefined, { token: 'a' });
    const nobody = await api.call('GET', `${path}?project_id=nobody`, undefined, { token: 'a' });
    expect(scoped.text).toBe(nobody.text);
  });

  it('takes another project’s id in a body as unknown', async () => {
    for (const project_id of ['b', 'nobody']) {
      const hook = { url: 'https://example.com/', events: ['*'], project_id };
      expect((await api.call('POST', '/v1/webhooks', hook, { token: 'a' })).body).toMatchObject({
        status: 404,
        code: 'project_not_found',
      });
      const event = { type: 'user.created', data, project_id };
      expect((await api.call('POST', '/v1/events', event, { token: 'a' })).body).toMatchObject({
        status: 404,
        code: 'project_not_found',
      });
    }
    const unknown = { url: 'https://example.com/', events: ['*'], project_id: 'nobody' };
    expect((await api.call('POST', '/v1/webhooks', unknown)).body).toMatchObject({
      status: 404,
      code: 'project_not_found',
    });
  });

  it('replays nothing of another project in bulk', async () => {
    const before = receiver.received.length;
    const answer = await api.call('POST', '/v1/deliveries/replay', { ids: [ids.del] }, { token: 'a' });
    expect(answer.body.results).toEqual([
      { id: ids.del, error: { code: 'delivery_not_found', message: expect.any(String) } },
    ]);
    await api.app.get<DeliveryEngine>(ENGINE, { strict: false }).runOnce();
    expect(receiver.received.length).toBe(before);
  });

  it('lets only the admin make an installation-wide webhook, and lets no project see it', async () => {
    const made = await api.call('POST', '/v1/webhooks', { url: 'https://example.com/', events: ['*'] });
    expect(made.body).toMatchObject({ status: 'healthy', project_id: null });
    expect((await api.call('GET', `/v1/webhooks/${made.body.id}`, undefined, { token: 'a' })).status).toBe(404);
    expect((await api.call('GET', '/v1/webhooks', undefined, { token: 'a' })).body.webhooks).toEqual([]);
    const own = await api.call('POST', '/v1/webhooks', { url: 'https://example.com/', events: ['*'] }, { token: 'a' });
    expect(own.body.project_id).toBe('a');
    const named = await api.call('POST', '/v1/webhooks', {
      url: 'https://example.com/',
      events: ['*'],
      project_id: 'a',
    });
    expect(named.body.project_id).toBe('a');
    const all = (await api.call('GET', '/v1/webhooks')).body.webhooks as { id: string }[];
    expect(all.map((webhook) => webhook.id)).toEqual(expect.arrayContaining([made.body.id, own.body.id, ids.hook]));
  });

  it('reveals a secret to its own scope only', async () => {
    const path = `/v1/webhooks/${ids.hook}/secret`;
    expect((await api.call('GET', path, undefined, { token: 'b,webhooks:read,webhooks:write' })).status).toBe(403);
    expect((await api.call('GET', path, undefined, { token: 'b,secrets:read' })).status).toBe(200);
  });

  it('lets a key that may write read as well', async () => {
    expect((await api.call('GET', '/v1/webhooks', undefined, { token: 'b,webhooks:write' })).status).toBe(200);
    expect(
      (await api.call('POST', `/v1/webhooks/${ids.hook}/pause`, undefined, { token: 'b,webhooks:read' })).status,
    ).toBe(403);
  });
});
