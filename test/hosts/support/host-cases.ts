import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { verifyWebhook } from '@posthorn/signing';
import { createTestDatabase, type TestDatabase } from '../../support/index.js';
import type { HostProcess } from './host-process.js';
import { HostProject, type HostSetup } from './host-project.js';
import { Receiver } from './receiver.js';

/** A host that is installed and running, and what stands around it. */
export interface RunningHost {
  readonly project: () => HostProject;
  readonly host: () => HostProcess;
  readonly database: () => TestDatabase;
}

interface Webhook {
  readonly id: string;
  readonly secret: string;
}

/** What every host has to show: installed from the packed files, on a database of its own. */
export function hostCases(setup: HostSetup): RunningHost {
  jest.setTimeout(120_000);
  let database: TestDatabase;
  let receiver: Receiver;
  let project: HostProject;
  let host: HostProcess;
  let webhook: Webhook;
  /** In the order of their making; undone backwards, also when the making has stopped half way. */
  const undo: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    database = await createTestDatabase({ migrate: false });
    undo.push(() => database.drop());
    receiver = await Receiver.start();
    undo.push(() => receiver.stop());
    project = await HostProject.create(setup);
    undo.push(() => project.remove());
    host = await project.start({ DATABASE_URL: database.url });
  });
  afterAll(async () => {
    for (const step of undo.reverse()) await step();
  });

  it('serves the API under its prefix, to whom its guard lets in', async () => {
    const created = await host.call<Webhook>('POST', '/hooks/webhooks', {
      url: receiver.url,
      events: ['order.placed'],
    });
    expect(created.status).toBe(201);
    webhook = created.body;
    expect((await fetch(`${host.url}/hooks/webhooks`)).status).toBe(401);
    expect((await fetch(`${host.url}/v1/webhooks`)).status).toBe(404);
  });

  it('delivers, signed, what its transaction commits, and nothing of what it rolls back', async () => {
    expect((await host.call('POST', '/orders', { id: 'rolled-back', fail: true })).status).toBe(409);
    expect((await host.call('POST', '/orders', { id: 'order_1' })).status).toBe(201);
    const [request] = await receiver.received(1);
    const { headers, body } = request!;
    const now = Math.floor(Date.now() / 1000);
    expect(verifyWebhook('standard-webhooks', { headers, body, secrets: webhook.secret, now }).valid).toBe(true);
    expect(JSON.parse(body.toString())).toMatchObject({ type: 'order.placed', data: { id: 'order_1', total: 4200 } });
    expect((await host.call('GET', '/orders/rolled-back')).body).toEqual({ exists: false });
    expect((await host.call('GET', '/orders/order_1')).body).toEqual({ exists: true });
  });

  it('goes on delivering, each once', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `many_${index}`);
    await Promise.all(ids.map((id) => host.call('POST', '/orders', { id })));
    const requests = await receiver.received(1 + ids.length);
    const sent = requests.map(({ body }) => (JSON.parse(body.toString()) as { data: { id: string } }).data.id);
    expect([...sent].sort()).toEqual(['order_1', ...ids].sort());
    const stored = await database.pool.query('select count(*)::int as n from posthorn.events');
    expect(stored.rows).toEqual([{ n: sent.length }]);
  });

  it('ends by itself when its application is closed: no timer and no socket is left', async () => {
    expect(await host.close()).toBe(0);
    expect(host.stderr).toBe('');
  });

  return { project: () => project, host: () => host, database: () => database };
}
