import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { createLog } from '../../src/logging/index.js';
import { startApp, type RunningApp } from '../../src/start.js';
import { ApiClient, briefKey, startTestApp, within, type Json, type TestApp } from '../e2e/support/index.js';
import { dump } from './support/index.js';

/** How long a revoked or changed key may go on working in another process. */
const FELT_MS = 5000;

describe('the keys of a project', () => {
  let app: TestApp;
  /** Another process on the same database, as far as keys are concerned. */
  let other: RunningApp;
  let project: string;
  let client: ApiClient;
  let key: string;

  beforeAll(async () => {
    app = await startTestApp();
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    other = await startApp({ ...app.config, role: 'api', port: 0 }, createLog('info', silent));
    ({ id: project, client, key } = await app.project());
  });

  afterAll(async () => {
    await other.close();
    await app.close();
  });

  const mint = async (from: ApiClient, body: Json, status = 201): Promise<Json> =>
    from.expect(status, from.post(`/v1/projects/${project}/api-keys`, { name: 'minted', ...body }));

  it('are kept as SHA-256 digests: the key is in no table', async () => {
    expect(key).toMatch(/^phk_[A-Za-z0-9_-]{43}$/);
    const { rows } = await app.database.pool.query('select 1 from api_keys where digest = $1', [
      createHash('sha256').update(key).digest(),
    ]);
    expect(rows).toHaveLength(1);
    const contents = await dump(app.database.pool);
    // The hint that tells keys apart is its first ten characters.
    expect(contents).not.toContain(key.slice(0, 14));
  });

  it('hand on no scope that they lack', async () => {
    const narrow = app.admin.as(String((await mint(client, { scopes: ['api-keys:write', 'users:read'] })).key));
    await mint(narrow, { scopes: ['users:read'] });
    for (const wider of [{ scopes: ['users:write'] }, { scopes: ['secrets:read'] }, { scopes: null }, {}]) {
      expect(await mint(narrow, wider, 403)).toMatchObject({ code: 'scope_not_grantable' });
    }
  });

  it('make no key that outlives them', async () => {
    const end = '2099-01-01T00:00:00.000Z';
    const mortal = app.admin.as(String((await mint(client, { expires_at: end })).key));
    expect(await mint(mortal, {})).toMatchObject({ expires_at: end });
    expect(await mint(mortal, { expires_at: '2098-01-01T00:00:00Z' })).toMatchObject({
      expires_at: '2098-01-01T00:00:00.000Z',
    });
    expect(await mint(mortal, { expires_at: '2099-01-01T00:00:01Z' }, 403)).toMatchObject({
      code: 'expiry_not_grantable',
    });
  });

  it('stop working in the process that revokes them at once, in every other within 5 s', async () => {
    const made = await mint(client, {});
    const here = app.admin.as(String(made.key));
    const there = new ApiClient(other.url, String(made.key));
    expect([(await here.get('/v1/users')).status, (await there.get('/v1/users')).status]).toEqual([200, 200]);
    await client.expect(204, client.delete(`/v1/projects/${project}/api-keys/${String(made.id)}`));
    expect((await here.get('/v1/users')).status).toBe(401);
    await within(
      FELT_MS,
      () => there.get('/v1/users'),
      ({ status }) => status === 401,
    );
  });

  it.each(['', '?topic=events'])(
    'end the live stream%s that they watch within 5 s, wherever it is watched',
    async (query) => {
      const made = await mint(client, { scopes: ['deliveries:read', 'events:read'] });
      const streams = await Promise.all(
        [app.url, other.url].map((url) =>
          fetch(`${url}/v1/stream${query}`, { headers: { authorization: `Bearer ${String(made.key)}` } }),
        ),
      );
      expect(streams.map(({ status }) => status)).toEqual([200, 200]);
      const ended = streams.map((stream) => stream.text());
      // As long as the key is good they go on.
      expect(await Promise.race([...ended, sleep(3000, 'going on', { ref: false })])).toBe('going on');
      await client.expect(204, client.delete(`/v1/projects/${project}/api-keys/${String(made.id)}`));
      let texts: string[] | undefined;
      void Promise.all(ended).then((all) => (texts = all));
      await within(
        FELT_MS,
        () => texts,
        (all) => all !== undefined,
      );
      expect(texts).toEqual([expect.stringContaining('event: open'), expect.stringContaining('event: open')]);
    },
  );

  it('cannot leave a new key behind where their revocation is not known yet', async () => {
    const made = await mint(client, {});
    const there = new ApiClient(other.url, String(made.key));
    await there.expect(200, there.get('/v1/users'));
    await client.expect(204, client.delete(`/v1/projects/${project}/api-keys/${String(made.id)}`));
    const answer = await there.post(`/v1/projects/${project}/api-keys`, { name: 'left behind' });
    expect([401, 403]).toContain(answer.status);
    const { rows } = await app.database.pool.query(`select 1 from api_keys where name = 'left behind'`);
    expect(rows).toEqual([]);
  });

  it('end when they expire, remembered or not', async () => {
    const made = await briefKey(
      (body) => client.post(`/v1/projects/${project}/api-keys`, body),
      (brief) => new ApiClient(other.url, brief).get('/v1/users'),
    );
    const there = new ApiClient(other.url, made.key);
    for (;;) {
      const askedAt = Date.now();
      const { status } = await there.get('/v1/users');
      if (status === 401) break;
      // Not one request that is made after it.
      expect([status, askedAt < made.end]).toEqual([200, true]);
      await sleep(20);
    }
    expect(Date.now()).toBeGreaterThanOrEqual(made.end);
  });

  it('are made and revoked with an entry in the audit log that names the key that did it', async () => {
    const { api_keys: keys } = await client.expect(200, client.get(`/v1/projects/${project}/api-keys`));
    const own = (keys as Json[]).find(({ hint }) => String(hint).startsWith(key.slice(0, 10)));
    const made = await mint(client, {});
    await client.expect(204, client.delete(`/v1/projects/${project}/api-keys/${String(made.id)}`));
    const { entries } = await client.expect(200, client.get('/v1/audit?limit=2'));
    expect(entries).toMatchObject([
      { action: 'api_key.revoked', target: made.id, actor: own?.id, project_id: project },
      { action: 'api_key.created', target: made.id, actor: own?.id, project_id: project },
    ]);
  });
});

describe('a key', () => {
  it('cannot be guessed for long: an address is refused after thirty wrong ones, good keys are not', async () => {
    // The minute of an address begins with its first wrong key: here it has had none.
    const app = await startTestApp();
    try {
      const { client } = await app.project();
      await client.expect(200, client.get('/v1/users'));
      const guess = (index: number): Promise<{ status: number; headers: Headers }> =>
        app.admin
          .as(`phk_${String(index).padStart(43, '0')}`)
          // Nobody's proxy is trusted here, so this does not make it another address.
          .get('/v1/users', { headers: { 'x-forwarded-for': `203.0.113.${index}` } });
      const statuses: number[] = [];
      for (let index = 0; index < 40; index += 1) {
        const { status, headers } = await guess(index);
        statuses.push(status);
        if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      }
      expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(30);
      expect(statuses.at(-1)).toBe(429);
      expect((await client.get('/v1/users')).status).toBe(200);
      expect((await app.admin.get('/v1/users')).status).toBe(200);
    } finally {
      await app.close();
    }
  });
});

describe('the budget of a key', () => {
  it('is answered with 429 and Retry-After when it is spent, and others keep theirs', async () => {
    const app = await startTestApp((config) => {
      config.requestsPerSecond = 5;
    });
    try {
      const [one, two] = [await app.project('One'), await app.project('Two')];
      const answers = await Promise.all(Array.from({ length: 200 }, () => one.client.get('/v1/users')));
      const refused = answers.filter(({ status }) => status === 429);
      // A slow machine earns many of them back while it answers.
      expect(refused.length).toBeGreaterThan(0);
      expect(refused[0]?.headers.get('retry-after')).toBe('1');
      expect((await two.client.get('/v1/users')).status).toBe(200);
    } finally {
      await app.close();
    }
  });
});
