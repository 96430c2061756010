import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';

import { startTestApp, within, type Answer, type TestApp } from '../e2e/support/index.js';

/** What a browser that signed in has: the cookie, and what the page was told. */
interface Browser {
  readonly cookie: string;
  readonly csrf: string;
  readonly setCookie: string;
}

describe('the session of a browser', () => {
  let app: TestApp;
  let caller = 0;

  beforeAll(async () => {
    // Each test comes from an address of its own: wrong tokens of one address are soon refused without a look.
    app = await startTestApp((config) => {
      config.trustedProxies = ['127.0.0.1/32'];
    });
  });
  afterAll(() => app.close());

  const newAddress = (): string => {
    caller += 1;
    return `198.51.100.${caller}`;
  };
  const signIn = async (token: string, headers: Record<string, string> = {}): Promise<Browser> => {
    const answer = await app.admin.as(null).post('/v1/session', { token }, headers);
    expect(answer.status).toBe(201);
    const [setCookie = ''] = answer.headers.getSetCookie();
    return { cookie: setCookie.split(';')[0]!, csrf: String(answer.body.csrf_token), setCookie };
  };
  const as = (
    { cookie }: Pick<Browser, 'cookie'>,
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: unknown,
  ): Promise<Answer> => app.admin.as(null).call(method, path, { headers: { cookie, ...headers }, body });
  const codeOf = ({ status, body }: Answer): string => `${status} ${String(body.code)}`;

  it('begins with a token, tells who it is and keeps the token out of the reach of scripts and of sight', async () => {
    const project = await app.project();
    for (const [token, kind, projectId] of [
      [app.config.adminToken!, 'admin', null],
      [project.key, 'key', project.id],
    ] as const) {
      const answer = await app.admin.as(null).post('/v1/session', { token });
      expect(answer.status).toBe(201);
      expect(answer.body).toEqual({
        kind,
        project_id: projectId,
        scopes: null,
        csrf_token: expect.stringMatching(/^[\w-]{32}$/),
        expires_at: expect.stringMatching(/^\d{4}-/),
      });
      const hours = (Date.parse(String(answer.body.expires_at)) - Date.now()) / 3_600_000;
      expect(Math.round(hours)).toBe(12);
      const [cookie = ''] = answer.headers.getSetCookie();
      expect(cookie).toMatch(/; Path=\/v1; .*HttpOnly; SameSite=Strict$/);
      expect(cookie).not.toContain('Secure');
      const value = /=([^;]*)/.exec(cookie)?.[1] ?? '';
      expect(Buffer.from(value, 'base64url').toString('latin1')).not.toContain(token.slice(0, 12));
      expect(cookie).not.toContain(token);
      const read = await as({ cookie: cookie.split(';')[0]! }, 'GET', '/v1/session');
      expect([read.status, read.body]).toEqual([200, answer.body]);
    }
  });

  it('has a cookie for encrypted connections only when it began over one', async () => {
    const { setCookie } = await signIn(app.config.adminToken!, { 'x-forwarded-proto': 'https' });
    expect(setCookie).toContain('; Secure');
  });

  it('is sent back below the console alone when it began there', async () => {
    const answer = await app.admin.as(null).post('/console/api/v1/session', { token: app.config.adminToken });
    expect(answer.headers.getSetCookie()[0]).toContain('Path=/console/api/v1;');
    const cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!;
    expect((await as({ cookie }, 'GET', '/console/api/v1/webhooks?limit=1')).status).toBe(200);
  });

  it('changes something only with its CSRF token, in either of its headers', async () => {
    const browser = await signIn(app.config.adminToken!);
    const other = await signIn(app.config.adminToken!);
    const create = (headers: Record<string, string>) =>
      as(browser, 'POST', '/v1/projects', headers, { name: 'By hand' });
    const before = (await app.admin.get('/v1/projects')).body;
    expect(codeOf(await create({}))).toBe('403 csrf_token_wrong');
    expect(codeOf(await create({ 'x-csrf-token': '' }))).toBe('403 csrf_token_wrong');
    expect(codeOf(await create({ 'x-csrf-token': 'x'.repeat(32) }))).toBe('403 csrf_token_wrong');
    expect(codeOf(await create({ 'x-csrf-token': other.csrf }))).toBe('403 csrf_token_wrong');
    expect((await app.admin.get('/v1/projects')).body).toEqual(before);
    expect((await create({ 'x-csrf-token': browser.csrf })).status).toBe(201);
    expect((await create({ 'x-posthorn-csrf': browser.csrf })).status).toBe(201);
  });

  it('obeys pages of its own origin alone, even with the CSRF token', async () => {
    const browser = await signIn(app.config.adminToken!);
    const own = new URL(app.url).origin;
    const create = (headers: Record<string, string>) =>
      as(browser, 'POST', '/v1/projects', { 'x-csrf-token': browser.csrf, ...headers }, { name: 'By hand' });
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: own.replace(/:\d+$/, ':1') },
      { origin: own, 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
    ] as Record<string, string>[]) {
      expect(codeOf(await create(headers))).toBe('403 foreign_origin');
    }
    expect((await create({ origin: own })).status).toBe(201);
    expect((await create({ origin: own, 'sec-fetch-site': 'same-origin' })).status).toBe(201);
    // Reading is not given to them either.
    expect(codeOf(await as(browser, 'GET', '/v1/webhooks', { 'sec-fetch-site': 'cross-site' }))).toBe(
      '403 foreign_origin',
    );
  });

  it('cannot be begun by a page of another origin', async () => {
    const body = { token: app.config.adminToken };
    const answer = await app.admin.as(null).post('/v1/session', body, { origin: 'https://evil.example' });
    expect(codeOf(answer)).toBe('403 foreign_origin');
    expect(answer.headers.getSetCookie()).toEqual([]);
    const form = await fetch(`${app.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify(body),
    });
    expect(form.status).toBe(415);
  });

  it('is not asked about when the request has a token of its own', async () => {
    const browser = await signIn(app.config.adminToken!);
    const answer = await app.admin.call('POST', '/v1/projects', {
      headers: { cookie: browser.cookie },
      body: { name: 'With a token' },
    });
    expect(answer.status).toBe(201);
    expect((await app.admin.get('/v1/session', { headers: { cookie: browser.cookie } })).body).toMatchObject({
      kind: 'admin',
      csrf_token: null,
      expires_at: null,
    });
  });

  it('does not come from a cookie that was made up, changed, cut or sealed elsewhere', async () => {
    const { cookie } = await signIn(app.config.adminToken!);
    const value = cookie.slice(cookie.indexOf('=') + 1);
    const bytes = Buffer.from(value, 'base64url');
    const flipped = [0, 3, 10, 20, 40, bytes.length - 1].map((at) => {
      const copy = Buffer.from(bytes);
      copy[at] = copy[at]! ^ 1;
      return copy.toString('base64url');
    });
    const forged = [
      ...flipped,
      value.slice(0, -2),
      `${value}AA`,
      app.config.adminToken!,
      Buffer.from(JSON.stringify({ t: app.config.adminToken, c: 'x', e: 9e15, i: 'x' })).toString('base64url'),
      randomBytes(120).toString('base64url'),
      'A'.repeat(5000),
      '%00',
      '"',
    ];
    for (const each of forged) {
      const answer = await as({ cookie: `posthorn_session=${each}` }, 'GET', '/v1/session');
      expect(`${each.slice(0, 20)}: ${answer.status}`).toBe(`${each.slice(0, 20)}: 401`);
    }
    const wellMade = `posthorn_session=${forged[0]}; other=1; ${cookie}`;
    expect((await as({ cookie: wellMade }, 'GET', '/v1/session')).status).toBe(200);
  });

  it('ends with signing out, for a copy of its cookie too', async () => {
    const browser = await signIn(app.config.adminToken!);
    expect(codeOf(await as(browser, 'DELETE', '/v1/session'))).toBe('403 csrf_token_wrong');
    const ended = await as(browser, 'DELETE', '/v1/session', { 'x-csrf-token': browser.csrf });
    expect(ended.status).toBe(204);
    expect(ended.headers.getSetCookie()[0]).toMatch(/^posthorn_session=; Path=\/v1; Expires=Thu, 01 Jan 1970/);
    expect((await as(browser, 'GET', '/v1/session')).status).toBe(401);
    const again = await as(browser, 'DELETE', '/v1/session');
    expect(again.status).toBe(204);
    expect((await app.admin.as(null).delete('/v1/session')).status).toBe(204);
  });

  it('ends with its key, within 5 seconds, and a stream that it watches too', async () => {
    const project = await app.project();
    const made = await app.admin.expect(
      201,
      app.admin.post(`/v1/projects/${project.id}/api-keys`, { name: 'soon gone' }),
    );
    const browser = await signIn(String(made.key));
    expect((await as(browser, 'GET', '/v1/webhooks')).status).toBe(200);
    const stream = await fetch(`${app.url}/v1/stream`, { headers: { cookie: browser.cookie } });
    expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    let isOver = false;
    const streamed = stream.text().finally(() => (isOver = true));
    await app.admin.expect(204, app.admin.delete(`/v1/projects/${project.id}/api-keys/${String(made.id)}`));
    await within(
      5000,
      async () => [(await as(browser, 'GET', '/v1/webhooks')).status, isOver],
      ([status, over]) => status === 401 && over === true,
    );
    await streamed;
  });

  it('may do what its key may and nothing else', async () => {
    const project = await app.project();
    const narrow = await app.admin.expect(
      201,
      app.admin.post(`/v1/projects/${project.id}/api-keys`, { name: 'reader', scopes: ['webhooks:read'] }),
    );
    const browser = await signIn(String(narrow.key));
    const csrf = { 'x-csrf-token': browser.csrf };
    expect((await as(browser, 'GET', '/v1/session')).body.scopes).toEqual(['webhooks:read']);
    expect((await as(browser, 'GET', '/v1/webhooks')).status).toBe(200);
    const hook = { url: 'http://127.0.0.1:2999/', events: ['*'] };
    expect((await as(browser, 'POST', '/v1/webhooks', csrf, hook)).status).toBe(403);
    expect((await as(browser, 'GET', '/v1/system')).status).toBe(403);
    const other = await app.project();
    expect((await as(browser, 'GET', `/v1/webhooks?project_id=${other.id}`)).status).toBe(404);
  });

  it('cannot be guessed at faster than any other door', async () => {
    const address = newAddress();
    const guess = () =>
      app.admin
        .as(null)
        .post('/v1/session', { token: `phk_${randomBytes(32).toString('base64url')}` }, { 'x-forwarded-for': address });
    const statuses = new Set<number>();
    for (let tries = 0; tries < 31; tries += 1) statuses.add((await guess()).status);
    expect([...statuses]).toEqual([401, 429]);
    const bearer = await app.admin
      .as(`phk_${randomBytes(32).toString('base64url')}`)
      .get('/v1/webhooks', { headers: { 'x-forwarded-for': address } });
    expect([bearer.status, bearer.headers.get('retry-after') !== null]).toEqual([429, true]);
    // A good token is no guess, whatever others at its address do.
    const good = await app.admin
      .as(null)
      .post('/v1/session', { token: app.config.adminToken }, { 'x-forwarded-for': address });
    expect(good.status).toBe(201);
  });

  it('leaves no token in the log or in the database', async () => {
    const project = await app.project();
    const browser = await signIn(project.key);
    await as(browser, 'DELETE', '/v1/session', { 'x-csrf-token': browser.csrf });
    const { rows } = await app.database.pool.query<{ digest: Buffer }>('select digest from ended_sessions');
    const kept = rows.map(({ digest }) => digest.toString('latin1')).join('');
    const value = browser.cookie.slice(browser.cookie.indexOf('=') + 1);
    for (const secret of [project.key, browser.csrf, value]) {
      expect(app.log.join('')).not.toContain(secret);
      expect(kept).not.toContain(secret);
    }
  });

  it.each([[{}], [{ token: '' }], [{ token: 5 }], [{ token: 'a b' }], [{ token: 'x'.repeat(513) }]])(
    'refuses a body without a usable token, of form %#, and says what is wrong',
    async (body) => {
      const answer = await app.admin.as(null).post('/v1/session', body, { 'x-forwarded-for': newAddress() });
      expect(answer.status).toBe(422);
      expect(answer.body.errors).toEqual([expect.objectContaining({ field: 'token' })]);
    },
  );
});
