import { createHash } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { briefKey, eventually, idOf, startTestApp, type Json, type TestApp } from './support/index.js';

describe('API keys', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const john = { name: 'John Doe', email: 'john@example.com' };

  it('are shown once and stored as a digest', async () => {
    const { id } = await app.project();
    const path = `/v1/projects/${id}/api-keys`;
    const created = await app.admin.expect(201, app.admin.post(path, { name: 'CI', scopes: ['users:read'] }));
    expect(created.key).toMatch(/^phk_[A-Za-z0-9_-]{43}$/);
    const { api_keys } = await app.admin.expect(200, app.admin.get(path));
    const { key, ...shown } = created;
    expect(api_keys).toContainEqual(shown);
    expect(JSON.stringify(api_keys)).not.toContain(key);
    const { rows } = await app.database.pool.query<{ digest: Buffer; row: string }>(
      'select digest, to_jsonb(k)::text as row from api_keys k where id = $1',
      [idOf(created)],
    );
    expect(
      rows[0]?.digest.equals(
        createHash('sha256')
          .update(key as string)
          .digest(),
      ),
    ).toBe(true);
    expect(rows[0]?.row).not.toContain((key as string).slice(14));
  });

  it('are not shown again when an Idempotency-Key is repeated', async () => {
    const { id } = await app.project();
    const post = () => app.admin.post(`/v1/projects/${id}/api-keys`, { name: 'CI' }, { 'idempotency-key': 'one' });
    const [first, again] = [await post(), await post()];
    expect(first.body.key).toMatch(/^phk_/);
    expect(again.status).toBe(201);
    expect(again.body).not.toHaveProperty('key');
    expect(again.body.id).toBe(first.body.id);
  });

  it('are taken from every header in which the clients of the documents carry them', async () => {
    const { key } = await app.project();
    for (const [name, value] of [
      ['authorization', `Bearer ${key}`],
      ['x-api-key', key],
      ['apikey', key],
      ['x-appwrite-key', key],
    ] as const) {
      expect((await fetch(`${app.url}/v1/users`, { headers: { [name]: value } })).status).toBe(200);
    }
  });

  it('do what their scopes say and nothing else', async () => {
    const { id } = await app.project();
    const make = async (scopes: string[]) => {
      const { key } = await app.admin.expect(201, app.admin.post(`/v1/projects/${id}/api-keys`, { name: 'k', scopes }));
      return app.admin.as(key as string);
    };
    const reader = await make(['users:read']);
    expect((await reader.get('/v1/users')).status).toBe(200);
    expect((await reader.post('/v1/users', john)).body).toMatchObject({ status: 403, code: 'missing_scope' });
    expect((await reader.get('/v1/payments')).status).toBe(403);
    expect((await reader.get('/v1/webhooks')).status).toBe(403);
    const writer = await make(['users:write']);
    expect((await writer.post('/v1/users', john)).status).toBe(201);
    const minter = await make(['api-keys:write', 'users:read']);
    const path = `/v1/projects/${id}/api-keys`;
    expect((await minter.post(path, { name: 'x', scopes: ['users:read'] })).status).toBe(201);
    expect((await minter.post(path, { name: 'x', scopes: ['users:write'] })).body).toMatchObject({ status: 403 });
    expect((await minter.post(path, { name: 'x' })).body).toMatchObject({ status: 403, code: 'scope_not_grantable' });
  });

  it('never reach beyond their project, nor to the installation', async () => {
    const [one, other] = [await app.project(), await app.project()];
    expect((await one.client.get(`/v1/projects/${other.id}`)).body).toMatchObject({ status: 404 });
    expect((await one.client.post(`/v1/projects/${other.id}/api-keys`, { name: 'x' })).status).toBe(404);
    expect((await one.client.post('/v1/projects', { name: 'x' })).body).toMatchObject({
      status: 403,
      code: 'admin_only',
    });
    const { projects } = await one.client.expect(200, one.client.get('/v1/projects'));
    expect((projects as Json[]).map(idOf)).toEqual([one.id]);
  });

  it('end within five seconds of their revocation, and at their time', async () => {
    const { id, key, client } = await app.project();
    const { api_keys } = await app.admin.expect(200, app.admin.get(`/v1/projects/${id}/api-keys`));
    expect((await client.get('/v1/users')).status).toBe(200);
    const [first] = api_keys as Json[];
    expect((await app.admin.delete(`/v1/projects/${id}/api-keys/${idOf(first ?? {})}`)).status).toBe(204);
    expect((await client.get('/v1/users')).status).toBe(401);

    const { key: brief } = await briefKey(
      (body) => app.admin.post(`/v1/projects/${id}/api-keys`, body),
      (made) => app.admin.as(made).get('/v1/users'),
    );
    await eventually(
      async () => (await app.admin.as(brief).get('/v1/users')).status,
      (status) => status === 401,
    );
    expect(key).not.toBe(brief);
  });

  it('are limited per project, with what to do about it', async () => {
    const { id } = await app.project();
    const path = `/v1/projects/${id}/api-keys`;
    await app.database.pool.query(
      `insert into api_keys (id, project_id, name, digest, hint)
       select 'key_' || lpad(n::text, 32, '0'), $1, 'loop', decode(md5($1 || n), 'hex'), 'phk_…' from generate_series(1, 998) n`,
      [id],
    );
    const last = await app.admin.expect(201, app.admin.post(path, { name: 'last' }));
    expect((await app.admin.post(path, { name: 'one more' })).body).toMatchObject({
      status: 409,
      code: 'api_key_limit_reached',
      detail: expect.stringContaining('1000'),
    });
    expect((await app.admin.delete(`${path}/${idOf(last)}`)).status).toBe(204);
    expect((await app.admin.post(path, { name: 'one more' })).status).toBe(201);
  });

  it('are refused with a field for what is wrong with them', async () => {
    const { id } = await app.project();
    const path = `/v1/projects/${id}/api-keys`;
    for (const [body, field] of [
      [{}, 'name'],
      [{ name: 'x', scopes: ['users:fly'] }, 'scopes'],
      [{ name: 'x', scopes: [] }, 'scopes'],
      [{ name: 'x', expires_at: '2001-01-01T00:00:00Z' }, 'expires_at'],
      [{ name: 'x', expires_at: 'tomorrow' }, 'expires_at'],
    ] as const) {
      expect((await app.admin.post(path, body)).body).toMatchObject({ status: 422, errors: [{ field }] });
    }
  });

  it('and anything else that is wrong get one and the same 401', async () => {
    const bodies = new Set<string>();
    const wrong = ['Bearer wrong', `Bearer phk_${'a'.repeat(43)}`, 'Basic eDp5', 'Bearer', ''];
    for (const authorization of wrong) {
      const response = await fetch(`${app.url}/v1/users`, { headers: authorization ? { authorization } : {} });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      bodies.add(await response.text());
    }
    expect(bodies.size).toBe(1);
  });
});

describe('wrong keys', () => {
  it('are limited per address, while good ones go on', async () => {
    const app = await startTestApp();
    try {
      const { client } = await app.project();
      await client.expect(200, client.get('/v1/users'));
      const stranger = app.admin.as(`phk_${'b'.repeat(43)}`);
      const answers = [];
      for (let index = 0; index < 40; index += 1) answers.push(await stranger.get('/v1/users'));
      const limited = answers.filter(({ status }) => status === 429);
      expect(limited.length).toBeGreaterThan(5);
      expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await client.get('/v1/users')).status).toBe(200);
      expect((await app.admin.get('/v1/users')).status).toBe(200);
    } finally {
      await app.close();
    }
  });
});
