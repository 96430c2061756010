import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { Receiver, startTestApp, type Json, type TestApp } from './support/index.js';

/** The tables themselves are kept to the millisecond in `dialect-retries`; here the clock is the wall's. */
describe('a webhook of a document whose receiver fails once', () => {
  let app: TestApp;
  let receiver: Receiver;
  let project: Awaited<ReturnType<TestApp['project']>>;

  beforeAll(async () => {
    [app, receiver] = await Promise.all([startTestApp(), Receiver.start()]);
    project = await app.project();
  });
  afterAll(async () => {
    await app.close();
    await receiver.stop();
  });

  const webhooks: Readonly<Record<string, readonly [path: () => string, body: Json]>> = {
    '000': [
      () => `/api/projects/${project.id}/webhooks`,
      { name: 'a', events: ['record.created'], collections: ['users'] },
    ],
    '001': [() => '/v1/webhooks', { events: ['user.created'] }],
    '002': [() => '/api/v1/webhooks', { name: 'a', events: [{ table: 'users', operations: ['INSERT'] }] }],
    '003': [() => `/v1/projects/${project.id}/webhooks`, { name: 'a', events: ['users.*.create'] }],
    '004': [() => '/api/v1/webhooks', { events: ['user.created'] }],
  };

  it('is called at once, and again when its table says so', async () => {
    for (const [name, [path, body]] of Object.entries(webhooks)) {
      receiver.answerWith(`/${name}`, 500);
      await project.client.expect(201, project.client.post(path(), { ...body, url: receiver.url(`/${name}`) }));
    }
    const published = Date.now();
    await project.client.expect(201, project.client.post('/v1/users', { name: 'A', email: 'a@example.com' }));
    for (const name of Object.keys(webhooks)) {
      const [first] = await receiver.waitFor(`/${name}`, 1);
      expect([name, first!.at - published < 20_000]).toEqual([name, true]);
    }
    // 002 and 003 wait for five seconds, the others for thirty or sixty.
    for (const name of ['002', '003']) {
      const [first, second] = await receiver.waitFor(`/${name}`, 2);
      const waited = second!.at - first!.at;
      expect(waited).toBeGreaterThanOrEqual(4990);
      expect(waited).toBeLessThan(25_000);
      expect(second!.body).toBe(first!.body);
      expect(second!.headers['x-posthorn-attempt']).toBe('2');
    }
    for (const name of ['000', '001', '004']) {
      const [first, second] = receiver.on(`/${name}`);
      expect(second === undefined || second.at - first!.at >= 29_990).toBe(true);
    }
  });
});
