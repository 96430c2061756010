import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';

import { eventually, idOf, Receiver, startTestApp, type Json, type TestApp } from './support/index.js';

describe('a delivery that fails', () => {
  let app: TestApp;
  let receiver: Receiver;
  beforeAll(async () => {
    [app, receiver] = await Promise.all([startTestApp(), Receiver.start()]);
  });
  afterAll(async () => {
    await app.close();
    await receiver.stop();
  });

  const webhookOn = async (path: string, schedule: number[]) => {
    const { client } = await app.project();
    const webhook = await client.expect(
      201,
      client.post('/v1/webhooks', { url: receiver.url(path), events: ['user.*'], retry: { schedule } }),
    );
    const deliveries = async (): Promise<Json[]> =>
      (await client.expect(200, client.get(`/v1/webhooks/${idOf(webhook)}/deliveries`))).deliveries as Json[];
    return { client, webhook, deliveries };
  };

  it('twice with 500 gets the same id three times, each with a fresh timestamp and signature', async () => {
    receiver.answerWith('/flaky', 500, 500, 200);
    const { client, webhook, deliveries } = await webhookOn('/flaky', [0, 1, 1]);
    await client.expect(201, client.post('/v1/users', { name: 'A', email: 'a@example.com' }));

    const requests = await receiver.waitFor('/flaky', 3);
    expect(new Set(requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
    expect(new Set(requests.map(({ headers }) => headers['x-posthorn-delivery'])).size).toBe(1);
    expect(requests.map(({ headers }) => headers['x-posthorn-attempt'])).toEqual(['1', '2', '3']);
    const timestamps = requests.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(new Set(timestamps).size).toBe(3);
    expect(new Set(requests.map(({ headers }) => headers['webhook-signature'])).size).toBe(3);
    for (const { body, headers } of requests) {
      new Webhook(webhook.secret as string).verify(body, headers as Record<string, string>);
    }

    const [delivery] = await eventually(deliveries, ([first]) => first?.status === 'success');
    expect(delivery).toEqual({
      id: expect.stringMatching(/^del_[0-9a-f]{32}$/),
      webhook_id: idOf(webhook),
      event_id: requests[0]?.headers['webhook-id'],
      event_type: 'user.created',
      status: 'success',
      status_code: 200,
      attempts: 3,
      delivered_at: expect.stringMatching(/Z$/),
      response_time_ms: expect.any(Number),
      created_at: expect.stringMatching(/Z$/),
    });
    const shown = await client.expect(200, client.get(`/v1/deliveries/${idOf(delivery ?? {})}`));
    expect(shown.request).toMatchObject({ method: 'POST', url: receiver.url('/flaky'), body: requests[0]?.body });
    const { attempts } = (await client.expect(200, client.get(`/v1/deliveries/${idOf(shown)}/attempts`))) as {
      attempts: Json[];
    };
    const failure = { outcome: 'failed', status_code: 500, error: 'HTTP 500', error_code: 'http_status' };
    const asSent = (number: number) => requests[number - 1]?.headers['webhook-signature'];
    expect(attempts).toEqual(
      [1, 2, 3].map((number) => ({
        id: expect.stringMatching(/^att_[0-9a-f]{32}$/),
        number,
        started_at: expect.stringMatching(/Z$/),
        response_time_ms: expect.any(Number),
        request_headers: expect.objectContaining({ 'webhook-signature': asSent(number) }),
        response_headers: expect.any(Object),
        response_body: 'thanks',
        ...(number === 3 ? { outcome: 'success', status_code: 200 } : failure),
      })),
    );
    expect(new Set(attempts.map(({ id }) => id)).size).toBe(3);
    expect(JSON.stringify(attempts)).not.toContain(webhook.secret);
  });

  it('in every attempt ends as failed, and goes out again when it is replayed', async () => {
    receiver.answerWith('/down', 503, 500);
    const { client, deliveries } = await webhookOn('/down', [0, 1]);
    await client.expect(201, client.post('/v1/users', { name: 'A', email: 'a@example.com' }));
    const [failed] = await eventually(deliveries, ([first]) => first?.status === 'failed');
    expect(failed).toMatchObject({
      status: 'failed',
      failure_reason: 'exhausted',
      status_code: 500,
      attempts: 2,
      error: 'HTTP 500',
    });
    expect(failed).not.toHaveProperty('delivered_at');

    const replay = await client.expect(201, client.post(`/v1/deliveries/${idOf(failed ?? {})}/replay`));
    expect(replay).toMatchObject({ replay_of: idOf(failed ?? {}), event_id: failed?.event_id });
    const requests = await receiver.waitFor('/down', 3);
    expect(requests[2]?.headers['webhook-id']).toBe(requests[0]?.headers['webhook-id']);
    expect(requests[2]?.headers['x-posthorn-delivery']).not.toBe(requests[0]?.headers['x-posthorn-delivery']);
  });

  it('because nobody listens says so', async () => {
    const { client } = await app.project();
    const gone = await Receiver.start();
    const url = gone.url('/');
    await gone.stop();
    const webhook = await client.expect(
      201,
      client.post('/v1/webhooks', { url, events: ['user.created'], retry: { schedule: [0] } }),
    );
    await client.expect(201, client.post('/v1/users', { name: 'A', email: 'a@example.com' }));
    const path = `/v1/webhooks/${idOf(webhook)}/deliveries`;
    const { deliveries } = await eventually(
      () => client.expect(200, client.get(path)) as Promise<{ deliveries: Json[] }>,
      (page) => page.deliveries[0]?.status === 'failed',
    );
    expect(deliveries[0]).toMatchObject({ error: 'Connection refused', error_code: 'connection_refused' });
    expect(deliveries[0]).not.toHaveProperty('status_code');
  });
});
