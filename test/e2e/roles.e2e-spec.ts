import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { eventually, idOf, Receiver, startTestApp, type Json, type TestApp } from './support/index.js';

describe('processes of one role each, on one database', () => {
  let api: TestApp;
  let dispatcher: TestApp | undefined;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await Receiver.start();
    api = await startTestApp((config) => {
      config.role = 'api';
    });
  });
  afterAll(async () => {
    await dispatcher?.close();
    await api.close();
    await receiver.stop();
  });

  it('the one that serves the API sends the test that somebody waits for, where the guard lets it', async () => {
    const { client } = await api.project();
    const body = { url: receiver.url('/tested'), events: ['user.created'] };
    const webhook = idOf(await client.expect(201, client.post('/v1/webhooks', body)));
    const tested = await client.expect(200, client.post(`/v1/webhooks/${webhook}/test`));
    expect(tested).toMatchObject({ success: true, status_code: 200 });
    expect(receiver.on('/tested')).toHaveLength(1);
    await api.database.pool.query(`update posthorn.webhooks set url = 'http://127.0.0.2:2999/'`);
    await api.database.pool.query('update posthorn.configuration set version = version + 1');
    const blocked = await client.expect(200, client.post(`/v1/webhooks/${webhook}/test`));
    expect(blocked).toMatchObject({ success: false, error_code: 'blocked_destination' });
    await client.expect(204, client.delete(`/v1/webhooks/${webhook}`));
    receiver.received.length = 0;
  });

  it('the one that serves the API sends nothing of itself, and the one that dispatches serves nothing else', async () => {
    const { client } = await api.project();
    const webhook = await client.expect(
      201,
      client.post('/v1/webhooks', { url: receiver.url('/hook'), events: ['user.*'] }),
    );
    await client.expect(201, client.post('/v1/users', { name: 'A', email: 'a@example.com' }));
    // Longer than any poll or tick.
    await sleep(2500);
    expect(receiver.received).toEqual([]);

    dispatcher = await startTestApp((config) => {
      config.role = 'dispatcher';
      // So seldom that what arrives later has not been found by polling.
      config.delivery.pollMs = 600_000;
      config.databaseUrl = api.config.databaseUrl;
      config.encryptionKeys = api.config.encryptionKeys;
    });
    await receiver.waitFor('/hook', 1);
    const { deliveries } = await eventually(
      () =>
        client.expect(200, client.get(`/v1/webhooks/${idOf(webhook)}/deliveries`)) as Promise<{ deliveries: Json[] }>,
      (page) => page.deliveries[0]?.status === 'success',
    );
    expect(deliveries).toHaveLength(1);

    // Published where nobody sends, it is heard where somebody does.
    await client.expect(201, client.post('/v1/users', { name: 'B', email: 'b@example.com' }));
    await receiver.waitFor('/hook', 2);

    for (const path of ['/healthz', '/readyz', '/metrics']) {
      expect((await dispatcher.admin.as(null).get(path)).status).toBe(200);
    }
    for (const [method, path] of [
      ['GET', '/v1/users'],
      ['POST', '/v1/events'],
      ['GET', '/v1/webhooks'],
      ['GET', '/api/v1/webhooks'],
      ['GET', '/openapi.json'],
      ['GET', '/docs'],
      ['GET', '/console'],
      ['GET', '/'],
    ] as const) {
      expect((await dispatcher.admin.call(method, path)).body).toMatchObject({ status: 404, code: 'not_found' });
    }
  });
});
