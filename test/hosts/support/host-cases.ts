import { afterAll, beforeAll, expect, it } from '@jest/globals';
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
  readonly receiver: () => Receiver;
}

interface Webhook {
  readonly id: string;
  readonly secret: string;
}

/**
 * What every host has to show: installed from the packed files, on a database of its own.
 * @param more adds cases of this host, while it runs
 */
export function hostCases(setup: HostSetup, more: (running: RunningHost) => void = () => undefined): void {
  let database: TestDatabase;
  let receiver: Receiver;
  let project: HostProject;
  let host: HostProcess;
  let webhook: Webhook;
  const companions: HostProcess[] = [];
  const running: RunningHost = {
    project: () => project,
    host: () => host,
    database: () => database,
    receiver: () => receiver,
  };
  /** In the order of their making; undone backwards, also when the making has stopped half way. */
  const undo: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    database = await createTestDatabase({ migrate: false });
    undo.push(() => database.drop());
    receiver = await Receiver.start();
    undo.push(() => receiver.stop());
    project = await HostProject.create(setup);
    undo.push(() => project.remove());
    const environment = { DATABASE_URL: database.url };
    host = await project.start(environment);
    for (const more of setup.companions ?? []) companions.push(await project.start({ ...environment, ...more }));
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
    expect((await fetch(new URL('/hooks/webhooks', host.urls[0]))).status).toBe(401);
    expect((await fetch(new URL('/v1/webhooks', host.urls[0]))).status).toBe(404);
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

  it('serves the console, whose API is that of the host behind the guard of the host', async () => {
    const page = await fetch(new URL('/console/webhooks', host.urls[0]));
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'nonce-");
    const html = await page.text();
    expect(html).toContain('content="/console/api"');
    const [, script = ''] = /src="\.\/(assets\/[^"]+\.js)"/.exec(html) ?? [];
    const asset = await fetch(new URL(`/console/${script}`, host.urls[0]));
    expect([asset.status, asset.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);

    expect((await fetch(new URL('/console/api/v1/webhooks', host.urls[0]))).status).toBe(401);
    const who = await host.call('GET', '/console/api/v1/session');
    expect(who.body).toMatchObject({ kind: 'admin', csrf_token: null });
    const listed = await host.call<{ webhooks: Webhook[] }>('GET', '/console/api/v1/webhooks?limit=1');
    expect([listed.status, listed.body.webhooks.length]).toEqual([200, 1]);
    const preview = await host.call<{ event: { type: string } }>('POST', '/console/api/v1/webhooks/preview', {
      events: ['order.placed'],
    });
    expect([preview.status, preview.body.event.type]).toEqual([200, 'order.placed']);
  });

  more(running);

  it('ends by itself when its application is closed: no timer and no socket is left', async () => {
    for (const each of [host, ...companions]) {
      expect(await each.close()).toBe(0);
      expect(each.stderr).toBe('');
    }
  });
}
