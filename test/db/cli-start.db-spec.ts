import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { verifyWebhook } from '@posthorn/signing';
import { EventBus, EventCatalogModule, posthornMigrations, PosthornModule } from 'posthorn';
import { posthorn } from '../support/command-line.js';
import { eventually } from '../e2e/support/index.js';
import { RunningCommand } from '../support/running-command.js';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { Receiver } from './api-support-receiver.js';
import { TokenGuard, UserCreated } from './api-support.js';

const KEY = Buffer.alloc(32, 's').toString('base64');
const payload = { id: 'user_1', name: 'Ada', email: 'ada@example.com' };

let db: TestDatabase;
let url: string;
const receiver = new Receiver();
beforeAll(async () => {
  db = await createTestDatabase({ migrate: await posthornMigrations() });
  url = await receiver.start();
});
afterAll(async () => {
  await receiver.stop();
  await db.drop();
});

const environment = () => ({
  DATABASE_URL: db.url,
  POSTHORN_ENCRYPTION_KEYS: KEY,
  POSTHORN_EGRESS_ALLOW: '127.0.0.1/32',
  PORT: '0',
});

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

/** The application of a host, which publishes and serves and does not deliver. */
@Module({})
class HostModule {}
const startHost = async () => {
  const app = await NestFactory.create(
    {
      module: HostModule,
      imports: [
        PosthornModule.forRoot({
          pool: db.pool,
          encryption: { keys: [KEY] },
          dispatcher: false,
          delivery: { allowHttp: true, allowedAddresses: ['127.0.0.1/32'] },
          api: { guard: TokenGuard },
        }),
        EventCatalogModule.forFeature([UserCreated]),
      ],
    },
    { logger: false },
  );
  await app.listen(0, '127.0.0.1');
  return app;
};

describe('posthorn start', () => {
  it('delivers what the application of a host publishes, says how it is, and ends when it is told', async () => {
    const host = await startHost();
    const made = await fetch(`${await host.getUrl()}/v1/webhooks`, {
      method: 'POST',
      headers: { authorization: 'Bearer p1', 'content-type': 'application/json' },
      body: JSON.stringify({ url, events: ['user.created'] }),
    });
    const { secret } = (await made.json()) as { secret: string };

    const command = RunningCommand.posthorn(['start'], { environment: environment() });
    const [, base = ''] = await command.shows(/health and metrics on (http:\S+)/);
    const client = await db.pool.connect();
    await client.query('begin');
    await host.get(EventBus).publish(UserCreated, payload, { tx: client, projectId: 'p1' });
    await client.query('commit');
    client.release();
    await receiver.arrived(1);
    const [request] = receiver.received;
    const { headers, body } = request!;
    const now = Math.floor(Date.now() / 1000);
    expect(verifyWebhook('standard-webhooks', { headers, body, secrets: secret, now }).valid).toBe(true);

    const answer = async (path: string) => {
      const response = await fetch(base + path);
      return { status: response.status, text: await response.text() };
    };
    expect(await answer('/healthz')).toEqual({ status: 200, text: '{"status":"ok"}' });
    expect(await answer('/readyz')).toEqual({ status: 200, text: '{"status":"ok","problems":[]}' });
    expect((await answer('/metrics')).text).toMatch(/^# HELP posthorn_\w+ .*\n# TYPE/);
    expect((await answer('/v1/webhooks')).status).toBe(404);
    const ended = await command.interrupt('SIGTERM');
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('stopping') });
    expect(ended.stdout + ended.stderr).not.toContain(KEY);
    await host.close();
  });

  it('refuses an old schema, unless it is told to bring it up to date, and works whether it is read or not', async () => {
    const empty = await createTestDatabase({ migrate: false });
    const given = { ...environment(), DATABASE_URL: empty.url };
    const refused = await posthorn(['start'], { environment: given });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('posthorn migrate') });
    const port = await freePort();
    const migrating = RunningCommand.posthorn(['start', '--migrate', '--json', '--port', port], { environment: given });
    // As `posthorn start | head -1` does.
    migrating.stopReading();
    const ready = () => fetch(`http://127.0.0.1:${port}/readyz`).then(({ status }) => status);
    await eventually(
      () => ready().catch(() => 0),
      (status) => status === 200,
    );
    expect(await migrating.interrupt()).toMatchObject({ code: 0, stderr: '' });
    await empty.drop();
  });

  it('refuses to start without keys, and on a port that is taken', async () => {
    const { POSTHORN_ENCRYPTION_KEYS: _keys, ...without } = environment();
    expect(await posthorn(['start'], { environment: without })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('POSTHORN_ENCRYPTION_KEYS'),
    });
    const taken: Server = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const port = String((taken.address() as AddressInfo).port);
    const refused = await posthorn(['start', '--port', port], { environment: environment() });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/Port \d+ cannot be used.*--port/) });
    await new Promise((resolve) => taken.close(resolve));
    expect(await posthorn(['start', '--port', 'x'], { environment: environment() })).toMatchObject({ code: 2 });
  });
});
