import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startTestApp, type Json, type TestApp } from './support/index.js';

describe('operating the application', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp((config) => {
      config.logLevel = 'info';
    });
  });
  afterAll(() => app.close());

  it('shows whether it is alive and ready, and its numbers, without a token', async () => {
    const nobody = app.admin.as(null);
    expect((await nobody.get('/healthz')).body).toEqual({ status: 'ok' });
    expect((await nobody.get('/readyz')).body).toMatchObject({ status: 'ok' });
    await nobody.get('/v1/users');
    const metrics = await nobody.get('/metrics');
    expect(metrics.body.text).toMatch(/posthorn_http_request_duration_seconds_count\{[^}]*route="\/healthz"/);
    expect(metrics.body.text).toMatch(/process_cpu_seconds_total/);
  });

  it('shows the numbers of its deliveries beside its own, each name once', async () => {
    const { body } = await app.admin.as(null).get('/metrics');
    const text = body.text as string;
    const families = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name ?? '');
    expect(families.length).toBe(new Set(families).size);
    expect(families).toEqual(
      expect.arrayContaining([
        'posthorn_events_published_total',
        'posthorn_events_invalid_total',
        'posthorn_deliveries_total',
        'posthorn_duplicates_suspected_total',
        'posthorn_outbox_lag_seconds',
        'posthorn_oldest_due_seconds',
        'posthorn_in_flight',
        'posthorn_attempt_duration_seconds',
        'posthorn_claim_duration_seconds',
        'posthorn_record_duration_seconds',
        'posthorn_breakers',
        'posthorn_lease_takeovers_total',
      ]),
    );
    for (const outcome of ['delivered', 'retried', 'exhausted', 'rejected', 'blocked', 'unsendable']) {
      expect(text).toContain(`posthorn_deliveries_total{outcome="${outcome}"}`);
    }
    for (const state of ['open', 'half_open', 'closed']) expect(text).toContain(`posthorn_breakers{state="${state}"}`);
  });

  it('describes its own routes, the libraries’ and what receivers get in one OpenAPI 3.1 document', async () => {
    const { body } = await app.admin.as(null).get('/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    const paths = body.paths as Record<string, Json>;
    expect(Object.keys(paths['/v1/users'] ?? {})).toEqual(expect.arrayContaining(['get', 'post']));
    for (const path of [
      '/v1/projects/{projectId}/api-keys',
      '/v1/files/{id}/content',
      '/v1/payments',
      '/v1/webhooks',
      '/v1/deliveries/{id}/attempts',
    ]) {
      expect(paths).toHaveProperty([path]);
    }
    expect(Object.keys(body.webhooks as Json).sort()).toEqual(
      expect.arrayContaining(['project.created', 'user.created']),
    );
    const text = JSON.stringify(body);
    expect(text).not.toContain('"nullable"');
    const schemas = (body.components as { schemas: Json }).schemas;
    const missing = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)]
      .map(([, name]) => name ?? '')
      .filter((name) => !(name in schemas));
    expect(missing).toEqual([]);
  });

  it('shows the document as a page that loads nothing from elsewhere', async () => {
    const page = (await app.admin.as(null).get('/docs')).body.text as string;
    expect(page).toContain('<title>Posthorn API</title>');
    const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) {
      expect(address).not.toMatch(/^(https?:)?\/\//);
      expect((await fetch(new URL(address, `${app.url}/docs`))).status).toBe(200);
    }
  });

  it('sends the headers that keep browsers from guessing', async () => {
    const { headers } = await app.admin.get('/v1/users');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('logs one line of JSON per request, without query, token or body', async () => {
    const { key, client } = await app.project('Secret Name');
    await client.get('/v1/users?email=private@example.com');
    const lines = app.log
      .join('')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Json);
    expect(lines).toContainEqual(
      expect.objectContaining({
        message: 'request',
        method: 'GET',
        path: '/v1/users',
        status: 200,
        caller: expect.stringMatching(/^key_/),
      }),
    );
    const text = app.log.join('');
    for (const secret of [
      key,
      app.config.adminToken ?? '',
      'private@example.com',
      'Secret Name',
      app.config.encryptionKeys?.[0] ?? '',
    ]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('a caller that is too fast', () => {
  it('gets 429 with Retry-After beyond its requests per second, and only that caller', async () => {
    const app = await startTestApp((config) => {
      // So few that a slow machine is still too fast; the exact numbers are the unit test's.
      config.requestsPerSecond = 5;
    });
    try {
      const { client } = await app.project();
      const answers = await Promise.all(Array.from({ length: 300 }, () => client.get('/v1/payments/x')));
      const limited = answers.filter(({ status }) => status === 429);
      expect(limited.length).toBeGreaterThan(0);
      expect(answers.length - limited.length).toBeGreaterThanOrEqual(5);
      expect(limited[0]?.headers.get('retry-after')).toBe('1');
      expect(limited[0]?.body).toMatchObject({ status: 429, code: 'too_many_requests' });
      expect((await app.admin.get('/v1/projects')).status).toBe(200);
    } finally {
      await app.close();
    }
  });
});

describe('an address that is too fast', () => {
  it('gets 429 for what needs no token, while probes and callers with one go on', async () => {
    const app = await startTestApp((config) => {
      config.requestsPerSecond = 1;
    });
    try {
      const nobody = app.admin.as(null);
      for (const path of ['/openapi.json', '/v1/users']) {
        const answers = await Promise.all(Array.from({ length: 100 }, () => nobody.get(path)));
        const limited = answers.filter(({ status }) => status === 429);
        expect(limited.length).toBeGreaterThan(0);
        expect(limited[0]?.headers.get('retry-after')).toBe('1');
        expect(limited[0]?.body).toMatchObject({ status: 429, code: 'too_many_requests' });
      }
      const probes = await Promise.all(Array.from({ length: 60 }, () => nobody.get('/healthz')));
      expect(new Set(probes.map(({ status }) => status))).toEqual(new Set([200]));
      expect((await app.admin.get('/v1/projects')).status).toBe(200);
    } finally {
      await app.close();
    }
  });
});

describe('a process of the role dispatcher', () => {
  it('serves health and metrics and nothing else', async () => {
    const app = await startTestApp((config) => {
      config.role = 'dispatcher';
    });
    try {
      for (const path of ['/healthz', '/readyz', '/metrics']) expect((await app.admin.get(path)).status).toBe(200);
      for (const path of ['/v1/users', '/v1/webhooks', '/openapi.json', '/docs']) {
        expect((await app.admin.get(path)).body).toMatchObject({ status: 404, code: 'not_found' });
      }
    } finally {
      await app.close();
    }
  });
});
