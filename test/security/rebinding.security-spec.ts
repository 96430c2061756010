import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENGINE, type DeliveryEngine } from '@posthorn/webhooks';

import { startApi, type Api } from '../db/api-support.js';
import { Receiver } from '../e2e/support/index.js';
import { CanaryListener } from './support/index.js';

/** Longer than an answer of the resolver is kept. */
const FORGOTTEN_MS = 1100;

describe('a name that meant something else when the webhook was made', () => {
  /** What the names mean now; tests change it. */
  const zone = new Map<string, readonly string[]>();
  let api: Api;
  let receiver: Receiver;
  let inside: CanaryListener;
  let port: string;

  beforeAll(async () => {
    receiver = await Receiver.start();
    inside = await CanaryListener.start('127.0.0.2');
    port = new URL(receiver.url('/')).port;
    api = await startApi({
      options: {
        delivery: { allowHttp: true, allowedAddresses: ['127.0.0.1/32'] },
        egress: {
          resolver: {
            resolve: (hostname) => Promise.resolve({ addresses: zone.get(hostname) ?? [], source: 'dns' }),
          },
        },
      },
    });
  });

  afterAll(async () => {
    await api.close();
    await receiver.stop();
    await inside.stop();
  });

  const webhook = async (host: string): Promise<{ id: string; status: number }> => {
    const body = { url: `http://${host}:${port}/${host}`, events: ['user.created'], retry: { schedule: [0] } };
    const answer = await api.call('POST', '/v1/webhooks', body, { token: 'p1' });
    return { id: String((answer.body as { id?: unknown }).id), status: answer.status };
  };

  const deliver = async (): Promise<void> => {
    const event = { type: 'user.created', data: { id: 'user_1', name: 'Ada', email: 'ada@example.com' } };
    expect((await api.call('POST', '/v1/events', event, { token: 'p1' })).status).toBe(201);
    await api.app.get<DeliveryEngine>(ENGINE).runOnce();
  };

  const outcomeOf = async (id: string): Promise<unknown> => {
    const { body } = await api.call('GET', `/v1/webhooks/${id}/deliveries`, undefined, { token: 'p1' });
    return (body as { deliveries: unknown[] }).deliveries[0];
  };

  it('is delivered to while it means an allowed address', async () => {
    zone.set('steady.example', ['127.0.0.1']);
    const { id, status } = await webhook('steady.example');
    expect(status).toBe(201);
    await deliver();
    expect(receiver.on('/steady.example')).toHaveLength(1);
    expect(receiver.on('/steady.example')[0]?.headers.host).toBe(`steady.example:${port}`);
    expect(await outcomeOf(id)).toMatchObject({ status: 'success' });
    await api.call('DELETE', `/v1/webhooks/${id}`, undefined, { token: 'p1' });
  });

  it.each([
    ['another address', ['127.0.0.2']],
    ['an allowed address and another', ['127.0.0.1', '127.0.0.2']],
    ['another address in a form of IPv6', ['::ffff:127.0.0.2']],
    ['the unspecified address', ['0.0.0.0']],
  ])('is blocked at delivery when it means %s by then', async (what, addresses) => {
    const host = `${what.toLowerCase().replaceAll(/[^a-z]/g, '-')}x.example`;
    zone.set(host, ['127.0.0.1']);
    const { id, status } = await webhook(host);
    expect(status).toBe(201);
    zone.set(host, addresses);
    await sleep(FORGOTTEN_MS);
    await deliver();
    expect(await outcomeOf(id)).toMatchObject({
      status: 'failed',
      failure_reason: 'blocked',
      error_code: 'blocked_destination',
      error: 'Blocked destination',
    });
    expect(receiver.on(`/${host}`)).toEqual([]);
    expect(inside.hits).toBe(0);
    await api.call('DELETE', `/v1/webhooks/${id}`, undefined, { token: 'p1' });
  });

  it('is refused when it is made if it means a forbidden address already', async () => {
    zone.set('inside.example', ['127.0.0.2']);
    zone.set('both.example', ['127.0.0.1', '10.0.0.1']);
    expect((await webhook('inside.example')).status).toBe(422);
    expect((await webhook('both.example')).status).toBe(422);
  });
});
