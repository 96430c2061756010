import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { allDialects } from '@posthorn/dialects';
import { MemoryReplayStore, type ReceivedScheme, type WebhookMessage } from '@posthorn/receiver';
import { WebhookEvent, WebhookReceiverModule } from '@posthorn/receiver/nest';
import express from 'express';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startApi, UserCreated, type Api } from './api-support.js';
import { eventually } from './engine-support.js';

const SECRET = `whsec_${Buffer.alloc(32, 'receiver').toString('base64')}`;
const user = { id: 'user_1', name: 'Ada Lovelace 👋 <&>', email: 'ada@example.com' };

/** How each dialect is received; Posthorn's own in both ways that it is signed. */
const receivers: readonly (readonly [dialect: string, scheme: ReceivedScheme])[] = [
  ...allDialects.map(({ name }) => [name, name as ReceivedScheme] as const),
  ['standard', 'standard-webhooks'],
];
const nameOf = (dialect: string, scheme: string): string => `${dialect}-as-${scheme}`;

const seen = new Map<string, WebhookMessage<typeof user>[]>();

function handlerOf(name: string): Type<unknown> {
  @Injectable()
  class Handler {
    @WebhookEvent(UserCreated, { from: name })
    created(event: WebhookMessage<typeof user>): void {
      seen.set(name, [...(seen.get(name) ?? []), event]);
    }
  }
  return Handler;
}

let server: Server;
let app: INestApplication;
let api: Api;
const webhooks = new Map<string, string>();
const urlOf = (name: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/${name}`;

beforeAll(async () => {
  // The port is known before the application is made: one of the schemes signs the URL.
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const names = receivers.map(([dialect, scheme]) => ({ name: nameOf(dialect, scheme), scheme }));
  @Module({
    imports: names.map(({ name, scheme }) =>
      WebhookReceiverModule.forRoot({
        name,
        path: `hooks/${name}`,
        scheme,
        secrets: ['an older secret', SECRET],
        url: urlOf(name),
        replays: new MemoryReplayStore(),
      }),
    ),
    providers: names.map(({ name }) => handlerOf(name)),
  })
  class ReceivingModule {}
  const instance = express();
  app = await NestFactory.create(ReceivingModule, new ExpressAdapter(instance), { rawBody: true, logger: ['error'] });
  await app.init();
  server.on('request', instance);

  api = await startApi({ options: { worker: { enabled: true, pollInterval: 50 } } });
  for (const [dialect, scheme] of receivers) {
    const name = nameOf(dialect, scheme);
    const body = { project_id: 'p1', url: urlOf(name), events: ['user.created'], dialect, secret: SECRET, name };
    const created = await api.call('POST', '/v1/webhooks', body);
    expect([name, created.status]).toEqual([name, 201]);
    webhooks.set(name, created.body.id);
  }
});
afterAll(async () => {
  await api.close();
  await app.close();
  server.closeAllConnections();
  server.close();
});

describe('a Nest application that receives what the running engine sends', () => {
  it('gets the event, typed and as it was published, in every dialect', async () => {
    const published = await api.call('POST', '/v1/events', { project_id: 'p1', type: 'user.created', data: user });
    expect(published.status).toBe(201);
    await eventually(
      () => Promise.resolve(seen.size),
      (count) => count === receivers.length,
    );
    for (const [dialect, scheme] of receivers) {
      const [event, ...more] = seen.get(nameOf(dialect, scheme)) ?? [];
      expect([dialect, scheme, event?.data]).toEqual([dialect, scheme, user]);
      expect(more).toEqual([]);
      expect(event?.delivery.attempt).toBe(1);
      expect(event?.secretIndex).toBe(1);
    }
  });

  it.each(receivers)(
    'skips the replay of a delivery of %s that it verifies as %s, and says that it is fine',
    async (dialect, scheme) => {
      const name = nameOf(dialect, scheme);
      const path = `/v1/webhooks/${webhooks.get(name)!}/deliveries`;
      // One that was received is in the list when its outcome is stored.
      const succeeded = (count: number) =>
        eventually(
          async () => (await api.call('GET', path)).body.deliveries as { id: string; status: string }[],
          (deliveries) => deliveries.length === count && deliveries.every(({ status }) => status === 'success'),
        );
      const [delivery] = await succeeded(1);
      expect((await api.call('POST', `/v1/deliveries/${delivery!.id}/replay`)).status).toBe(201);
      const deliveries = await succeeded(2);
      const replayed = deliveries.find(({ id }) => id !== delivery!.id)!;
      const { body } = await api.call('GET', `/v1/deliveries/${replayed.id}/attempts`);
      expect(body.attempts[0]).toMatchObject({ status_code: 200, response_body: '{"status":"duplicate"}' });
      expect(seen.get(name)).toHaveLength(1);
    },
  );

  it('refuses with 401 what is not signed, telling the reason to the sender', async () => {
    for (const [dialect, scheme] of receivers) {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(urlOf(nameOf(dialect, scheme)), { method: 'POST', headers, body: '{}' });
      expect([scheme, response.status, await response.json()]).toEqual([
        scheme,
        401,
        { status: 'refused', reason: expect.stringMatching(/^missing_/), message: expect.any(String) },
      ]);
    }
  });
});
