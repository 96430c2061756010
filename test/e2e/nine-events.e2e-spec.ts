import { createHmac } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';

import { idOf, Receiver, startTestApp, type Json, type Received, type TestApp } from './support/index.js';

interface Delivered {
  readonly id: string;
  readonly type: string;
  readonly created_at: string;
  readonly data: Json;
}

/** The receiver's code of the document: the hex HMAC of the raw body. */
function verifiedAsDocumented(request: Received, secret: string): boolean {
  const hmac = createHmac('sha256', secret).update(request.body).digest('hex');
  return request.headers['x-webhook-signature'] === hmac;
}

function parsed(requests: readonly Received[]): Delivered[] {
  return requests.map(({ body }) => JSON.parse(body) as Delivered);
}

describe('the nine event types, from REST to the receiver', () => {
  let app: TestApp;
  let receiver: Receiver;
  beforeAll(async () => {
    [app, receiver] = await Promise.all([startTestApp(), Receiver.start()]);
  });
  afterAll(async () => {
    await app.close();
    await receiver.stop();
  });

  it('reach a webhook of the installation, and those of the project a webhook of the project', async () => {
    const { admin } = app;
    const everything = await admin.expect(
      201,
      admin.post('/v1/webhooks', { url: receiver.url('/all'), events: ['*'] }),
    );
    const { id: projectId, client } = await app.project('Northwind');
    const own = await client.expect(201, client.post('/v1/webhooks', { url: receiver.url('/own'), events: ['*'] }));

    const user = await client.expect(201, client.post('/v1/users', { name: 'John Doe', email: 'john@example.com' }));
    await client.expect(200, client.patch(`/v1/users/${idOf(user)}`, { name: 'John H. Doe', status: 'suspended' }));
    await client.expect(200, client.patch(`/v1/users/${idOf(user)}`, { name: 'John H. Doe' }));
    await client.expect(204, client.delete(`/v1/users/${idOf(user)}`));
    await client.expect(200, client.patch(`/v1/projects/${projectId}`, { description: 'Orders' }));
    const form = new FormData();
    form.append('file', new Blob(['hello'], { type: 'text/plain' }), 'hello.txt');
    const file = await client.expect(201, client.call('POST', '/v1/files', { body: form }));
    const payment = { amount: 1999, currency: 'EUR' };
    const paid = await client.expect(201, client.post('/v1/payments', { ...payment, source: 'tok_visa' }));
    const declined = await client.expect(
      201,
      client.post('/v1/payments', { ...payment, source: 'tok_chargeDeclined' }),
    );
    await client.expect(204, client.delete(`/v1/projects/${projectId}`));

    const all = await receiver.waitFor('/all', 9);
    const mine = await receiver.waitFor('/own', 8);
    const types = [
      'file.uploaded',
      'payment.failed',
      'payment.succeeded',
      'project.created',
      'project.deleted',
      'project.updated',
      'user.created',
      'user.deleted',
      'user.updated',
    ];
    expect(
      parsed(all)
        .map(({ type }) => type)
        .sort(),
    ).toEqual(types);
    expect(
      parsed(mine)
        .map(({ type }) => type)
        .sort(),
    ).toEqual(types.filter((type) => type !== 'project.created'));

    for (const [requests, secret] of [
      [all, everything.secret],
      [mine, own.secret],
    ] as const) {
      for (const request of requests) {
        expect(verifiedAsDocumented(request, secret as string)).toBe(true);
        new Webhook(secret as string).verify(request.body, request.headers as Record<string, string>);
        const { id, created_at } = JSON.parse(request.body) as Delivered;
        expect(request.headers).toMatchObject({
          'content-type': 'application/json',
          'user-agent': expect.stringMatching(/^Posthorn\//),
          'webhook-id': id,
          'x-posthorn-event': id,
          'x-posthorn-attempt': '1',
          'x-posthorn-delivery': expect.stringMatching(/^del_/),
        });
        expect(created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      }
    }

    const data = Object.fromEntries(parsed(all).map((event) => [event.type, event.data]));
    expect(data['user.created']).toEqual(user);
    expect(data['user.updated']).toMatchObject({
      name: 'John H. Doe',
      status: 'suspended',
      previous: { name: 'John Doe', status: 'active' },
    });
    expect(data['user.deleted']).toMatchObject({ id: idOf(user), email: 'john@example.com' });
    expect(data['project.updated']).toMatchObject({ description: 'Orders', previous: { description: null } });
    expect(data['project.deleted']).toMatchObject({ id: projectId, name: 'Northwind' });
    expect(data['file.uploaded']).toEqual(file);
    expect(data['payment.succeeded']).toEqual(paid);
    expect(data['payment.failed']).toEqual(declined);
  });

  it('say nothing when a change is rolled back or changes nothing', async () => {
    const { client } = await app.project();
    await client.expect(201, client.post('/v1/webhooks', { url: receiver.url('/quiet'), events: ['*'] }));
    await client.expect(422, client.post('/v1/users', { name: 'x' }));
    await client.expect(422, client.post('/v1/payments', { amount: 1, currency: 'EUR', source: 'tok_unknown' }));
    const user = await client.expect(201, client.post('/v1/users', { name: 'A', email: 'a@example.com' }));
    await client.expect(200, client.patch(`/v1/users/${idOf(user)}`, {}));
    await client.expect(200, client.patch(`/v1/users/${idOf(user)}`, { name: 'B' }));
    const requests = await receiver.waitFor('/quiet', 2);
    expect(
      parsed(requests)
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['user.created', 'user.updated']);
  });
});
