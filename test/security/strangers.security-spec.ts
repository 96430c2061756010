import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startTestApp, type TestApp } from '../e2e/support/index.js';

const MEGABYTE = 1024 * 1024;

describe('the body of a stranger', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp((config) => {
      config.trustedProxies = ['127.0.0.1/32'];
    });
  });
  afterAll(() => app.close());

  const bodies: Readonly<Record<string, string>> = {
    'no JSON': '{"name":',
    'a key twice': '{"name":"a","name":"b"}',
    'too deep': '['.repeat(5000),
    'too large': `"${'x'.repeat(2 * MEGABYTE)}"`,
    'a quarter of a million numbers': `[${'1e5,'.repeat(MEGABYTE / 4 - 2)}1]`,
  };

  it.each(Object.entries(bodies))('is not looked at: %s', async (_what, body) => {
    const headers = { 'content-type': 'application/json' };
    for (const [client, address] of [
      [app.admin.as(null), '198.51.100.1'],
      [app.admin.as(`phk_${'A'.repeat(43)}`), '198.51.100.2'],
    ] as const) {
      for (const path of ['/v1/projects', '/v1/events', '/v1/files']) {
        const answer = await client.call('POST', path, { body, headers: { ...headers, 'x-forwarded-for': address } });
        expect(answer.body).toMatchObject({ status: 401, code: 'unauthorized' });
      }
    }
    expect((await app.admin.call('POST', '/v1/projects', { body, headers })).status).toBeGreaterThanOrEqual(400);
  });

  it('costs a wrong token one of its tries, not two', async () => {
    const stranger = app.admin.as(`phk_${'B'.repeat(43)}`);
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': '198.51.100.3' };
    const statuses: number[] = [];
    for (let tries = 0; tries < 31; tries += 1) {
      statuses.push((await stranger.call('POST', '/v1/projects', { body: '{}', headers })).status);
    }
    expect(statuses.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 401));
    expect(statuses[30]).toBe(429);
  });

  it('may hold a token to sign in with, and no more than that', async () => {
    const headers = { 'content-type': 'application/json' };
    const token = JSON.stringify({ token: app.config.adminToken });
    expect((await app.admin.as(null).call('POST', '/v1/session', { body: token, headers })).status).toBe(201);
    for (const path of ['/v1/session', '/console/api/v1/session', '/v1/Session/']) {
      const long = await app.admin.as(null).call('POST', path, { body: `["${'x'.repeat(5000)}"]`, headers });
      expect(long.body).toMatchObject({ status: 413 });
    }
  });
});
