import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { AppConfig } from '../../src/config/index.js';
import { createDataSource } from '../../src/database/index.js';
import { createTestDatabase } from '../support/index.js';
import { DatabaseProxy, eventually, idOf, Receiver, startTestApp, type TestApp } from './support/index.js';

describe('a database that goes away', () => {
  let app: TestApp;
  let proxy: DatabaseProxy;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await Receiver.start();
    app = await startTestApp(async (config, database) => {
      proxy = await DatabaseProxy.start(database.url);
      config.databaseUrl = proxy.url;
    });
  });
  afterAll(async () => {
    await app.close();
    await proxy.cut();
    await receiver.stop();
  });

  const ready = async (): Promise<number> => (await fetch(`${app.url}/readyz`)).status;

  it('is a quick 503 everywhere and a red readiness that says why, and heals by itself', async () => {
    const { id, client } = await app.project();
    const other = await app.project();
    await client.expect(201, client.post('/v1/webhooks', { url: receiver.url('/'), events: ['user.*'] }));
    await client.expect(200, client.get('/v1/users'));
    expect(await ready()).toBe(200);

    await proxy.cut();
    for (const path of ['/v1/users', `/v1/projects/${id}`, '/v1/webhooks', '/v1/payments']) {
      const began = Date.now();
      const answer = await app.admin.get(path);
      expect(answer.body).toMatchObject({ status: 503, code: 'database_unavailable' });
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(Date.now() - began).toBeLessThan(10_000);
    }
    expect((await app.admin.post('/v1/users', { project_id: id, name: 'A', email: 'a@example.com' })).status).toBe(503);
    for (const path of ['/v1/users', '/v1/webhooks', '/api/v1/webhooks', `/api/projects/${id}/webhooks`]) {
      // With a key that is remembered, and with one that would have to be looked up.
      for (const caller of [client, other.client]) {
        const answer = await caller.get(path);
        expect([path, answer.status, answer.headers.get('retry-after')]).toEqual([path, 503, '5']);
      }
    }
    // Not at once: one answer of the database is good for a fifth of a second.
    const probe = await eventually(
      () => fetch(`${app.url}/readyz`),
      ({ status }) => status === 503,
    );
    expect(await probe.json()).toMatchObject({
      error: { database: { status: 'down', reason: 'database_unavailable' } },
    });
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);

    await proxy.restore();
    await eventually(ready, (status) => status === 200);
    const user = await client.expect(201, client.post('/v1/users', { name: 'B', email: 'b@example.com' }));
    const [request] = await receiver.waitFor('/', 1);
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ type: 'user.created', data: { id: idOf(user) } });
  });
});

describe('a database that is too busy', () => {
  it('is a 503 for those who get no connection, and no fault of ours', async () => {
    const app = await startTestApp();
    const holder = await app.database.pool.connect();
    try {
      const { client } = await app.project();
      await holder.query('begin');
      await holder.query('lock table users in access exclusive mode');
      const asked = Array.from({ length: 60 }, (_, at) =>
        client.post('/v1/users', { name: 'A', email: `a${at}@example.com` }),
      );
      const first = await Promise.race(asked);
      expect(first.body).toMatchObject({ status: 503, code: 'database_unavailable' });
      await holder.query('commit');
      const statuses = new Set((await Promise.all(asked)).map(({ status }) => status));
      expect(statuses).toEqual(new Set([201, 503]));
    } finally {
      holder.release();
      await app.close();
    }
  });

  it('is said in one way by the pool, and soon', async () => {
    const database = await createTestDatabase({ migrate: false });
    const config = new AppConfig();
    config.databaseUrl = database.url;
    const dataSource = await createDataSource(config);
    await dataSource.initialize();
    const runners = Array.from({ length: 50 }, () => dataSource.createQueryRunner());
    const began = performance.now();
    try {
      const taken = await Promise.allSettled(runners.map((runner) => runner.connect()));
      const refused = taken.filter((one) => one.status === 'rejected').map(({ reason }): unknown => reason);
      expect(refused.length).toBeGreaterThan(20);
      for (const reason of refused) expect(reason).toMatchObject({ name: 'DatabaseError', code: 'unavailable' });
      // Its limit is three seconds.
      expect(performance.now() - began).toBeLessThan(30_000);
    } finally {
      await Promise.all(runners.map((runner) => runner.release()));
      await dataSource.destroy();
      await database.drop();
    }
  });
});
