import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startTestApp, type Answer, type TestApp } from './support/index.js';

describe('bad input', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const json = { 'content-type': 'application/json' };
  const problem = (answer: Answer, status: number, code?: string): void => {
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      type: expect.any(String),
      title: expect.any(String),
      status,
      detail: expect.any(String),
      code: code ?? expect.any(String),
    });
  };

  it.each(['/v1/projects', '/v1/users', '/v1/webhooks', '/v1/events'])('to %s is never a 500', async (path) => {
    const { admin } = app;
    problem(await admin.call('POST', path, { body: '{"name":', headers: json }), 400);
    problem(await admin.call('POST', path, { body: 'null', headers: json }), 422);
    problem(await admin.call('POST', path, { body: '[]', headers: json }), 422);
    problem(await admin.call('POST', path, { body: 'name=x', headers: { 'content-type': 'text/plain' } }), 415);
    problem(await admin.call('POST', path, { body: '<x/>', headers: { 'content-type': 'application/xml' } }), 415);
    problem(
      await admin.call('POST', path, { body: `"${'x'.repeat(1024 * 1024)}"`, headers: json }),
      413,
      'body_too_large',
    );
    problem(await admin.call('POST', path, { body: '{}', headers: { ...json, 'content-encoding': 'br' } }), 400);
    problem(
      await admin.call('POST', path, { body: '{}', headers: { 'content-type': 'application/json; charset=latin1' } }),
      415,
    );
    problem(await admin.post(path, { __proto__: null, surprise: 1 }), 422);
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'limit=1&limit=2', 'cursor=nonsense', 'colour=red'])(
    'in a query (%s) is a 400 that names the parameter',
    async (query) => {
      const answer = await app.admin.get(`/v1/users?${query}`);
      problem(answer, 400);
      expect(answer.body.errors).toEqual([expect.objectContaining({ field: query.split('=')[0] })]);
    },
  );

  it('of a cursor of another list is refused', async () => {
    const { client } = await app.project();
    for (let index = 0; index < 2; index += 1) {
      await client.expect(201, client.post('/v1/users', { name: 'A', email: 'a@example.com' }));
    }
    const { next_cursor } = (await client.get('/v1/users?limit=1')).body;
    expect(next_cursor).toEqual(expect.any(String));
    problem(await client.get(`/v1/files?cursor=${String(next_cursor)}`), 400, 'invalid_cursor');
    problem(await app.admin.get(`/v1/users?cursor=${String(next_cursor)}`), 400, 'invalid_cursor');
  });

  it('in metadata is refused where a key would be lost', async () => {
    const body = '{"name":"A","metadata":{"plan":"team","__proto__":"x"}}';
    const answer = await app.admin.call('POST', '/v1/projects', { body, headers: json });
    problem(answer, 422);
    expect(answer.body.errors).toMatchObject([{ field: 'metadata', expected: expect.stringContaining('__proto__') }]);
  });

  it('of a path that cannot be decoded says so', async () => {
    expect((await app.admin.get('/v1/users/%ZZ')).body).toMatchObject({ status: 400, code: 'malformed_path' });
  });

  it.each(['"text"', '1', '[]'])('of a body that is %s says that an object was expected', async (body) => {
    const answer = await app.admin.call('POST', '/v1/projects', {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.body).toMatchObject({
      status: 422,
      code: 'validation_failed',
      detail: expect.stringContaining('object'),
    });
  });

  it('of a path that nobody serves is a 404', async () => {
    problem(await app.admin.get('/v1/nothing'), 404, 'not_found');
    problem(await app.admin.call('PUT', '/v1/users'), 404, 'not_found');
    problem(await app.admin.get('/%E0%A4%A'), 404);
    problem(await app.admin.get('/v1/users/%E0%A4%A'), 400);
  });

  it('of an id that can be none is a 404', async () => {
    for (const id of [
      'x',
      'user_',
      `user_${'g'.repeat(32)}`,
      `proj_${'0'.repeat(32)}`,
      '%00',
      "'--",
      'a'.repeat(5000),
    ]) {
      problem(await app.admin.get(`/v1/users/${id}`), 404, 'user_not_found');
    }
  });

  it('of an event type that is not known names the nearest', async () => {
    const answer = await app.admin.post('/v1/webhooks', { url: 'https://example.com/', events: ['user.craeted'] });
    problem(answer, 422);
    expect(JSON.stringify(answer.body.errors)).toContain('user.created');
  });

  it.each([
    'ftp://example.com/',
    'https://user:password@example.com/',
    'https://example.com/#part',
    'http://2130706433/',
    'http://169.254.169.254/',
    'not a url',
  ])('of the URL %s is refused', async (url) => {
    const answer = await app.admin.post('/v1/webhooks', { url, events: ['*'] });
    problem(answer, 422);
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ field: 'url' }));
  });

  it('without a token is a 401, before anything else is said', async () => {
    const nobody = app.admin.as(null);
    problem(await nobody.get('/v1/users'), 401, 'unauthorized');
    problem(await nobody.post('/v1/webhooks', { nonsense: true }), 401, 'unauthorized');
  });
});
