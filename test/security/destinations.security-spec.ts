import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  eventually,
  idOf,
  Receiver,
  startTestApp,
  type ApiClient,
  type Json,
  type TestApp,
} from '../e2e/support/index.js';
import { bareUuid, CanaryListener, forbiddenUrls } from './support/index.js';

/** A blocked attempt is recorded within this many milliseconds: nothing was dialled, which would have taken ten seconds. */
const BLOCKED_MS = 2000;

describe('an address that deliveries may not reach', () => {
  let app: TestApp;
  let receiver: Receiver;
  let inside: CanaryListener;
  let client: ApiClient;
  let project: string;
  let redirector: Server;

  beforeAll(async () => {
    // 127.0.0.1 is allowed and stands for the public; 127.0.0.2 and ::1 stand for everything inside.
    app = await startTestApp();
    receiver = await Receiver.start();
    inside = await CanaryListener.start('127.0.0.2', '127.0.0.3', '::1');
    ({ id: project, client } = await app.project());
    await app.admin.expect(201, app.admin.post('/v1/event-types', { name: 'thing.happened' }));
    redirector = createServer((request, response) => {
      const status = Number(request.url?.slice(1, 4));
      response.writeHead(status, {
        location: `http://127.0.0.2:${inside.port}/`,
        refresh: `0;url=http://127.0.0.2:${inside.port}/`,
      });
      response.end();
    });
    await new Promise<void>((resolve) => redirector.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    await inside.stop();
    await receiver.stop();
    await new Promise((resolve) => redirector.close(resolve));
    await app.close();
  });

  /** Every way of writing a URL down, by method and path; `id` is a webhook that is there already. */
  const writers = (ids: Readonly<Record<string, string>>): readonly [string, string, (url: string) => Json][] => [
    ['POST', '/v1/webhooks', (url) => ({ url, events: ['*'] })],
    ['PATCH', `/v1/webhooks/${ids['native'] ?? ''}`, (url) => ({ url })],
    ['PUT', `/v1/webhooks/${ids['native'] ?? ''}`, (url) => ({ url })],
    ['POST', `/api/projects/${project}/webhooks`, (url) => ({ url, events: ['user.created'] })],
    ['PATCH', `/api/projects/${project}/webhooks/${ids['native'] ?? ''}`, (url) => ({ url })],
    ['POST', '/api/v1/webhooks', (url) => ({ url, events: ['user.created'], name: 'x' })],
    ['POST', '/api/v1/webhooks', (url) => ({ url, events: [{ table: 'users', operations: ['*'] }], name: 'x' })],
    ['PATCH', `/api/v1/webhooks/${ids['fluxbase'] ?? ''}`, (url) => ({ url })],
    ['POST', `/v1/projects/${project}/webhooks`, (url) => ({ url, events: ['users.*'], name: 'x' })],
    ['PUT', `/v1/projects/${project}/webhooks/${ids['appwrite'] ?? ''}`, (url) => ({ url })],
  ];

  const create = async (name: string, path: string, body: Json): Promise<string> => {
    const made = await client.expect(201, client.post(path, { name, url: receiver.url(`/${name}`), ...body }));
    return String(made.id ?? made.$id);
  };

  it('is refused wherever a URL is written down, in every form, and nothing is stored', async () => {
    const ids = {
      native: await create('native', '/v1/webhooks', { events: ['*'] }),
      fluxbase: await create('fluxbase', '/api/v1/webhooks', { events: [{ table: 'users', operations: ['*'] }] }),
      appwrite: await create('appwrite', `/v1/projects/${project}/webhooks`, { events: ['users.*'], webhookId: 'own' }),
    };
    const count = async (): Promise<unknown> =>
      (await app.database.pool.query('select count(*), array_agg(url order by id) from posthorn.webhooks')).rows[0];
    const before = await count();
    const accepted: string[] = [];
    for (const url of forbiddenUrls(inside.port)) {
      // Every form through one of them, a few through all: behind each stands the same check.
      const some = forbiddenUrls(inside.port).indexOf(url) % 8 === 0;
      for (const [method, path, body] of writers(ids).slice(0, some ? undefined : 2)) {
        const { status } = await client.call(method, path, { body: body(url) });
        if (status !== 400 && status !== 422) accepted.push(`${method} ${path} ${JSON.stringify(url)}: ${status}`);
      }
    }
    expect(accepted).toEqual([]);
    expect(await count()).toEqual(before);
    expect(inside.hits).toBe(0);
    // The same requests with an address that is allowed go through.
    for (const [method, path, body] of writers(ids)) {
      const { status } = await client.call(method, path, { body: body(receiver.url('/allowed')) });
      expect(`${method} ${path}: ${status}`).toMatch(/: 20[01]$/);
    }
  });

  it('is not reached by a test, delivery, retry, replay or recovery of a webhook that has it nevertheless', async () => {
    const names = ['open', 'closed'];
    const ids: string[] = [];
    for (const name of names) {
      ids.push(await create(name, '/v1/webhooks', { events: ['thing.happened'], retry: { schedule: [0, 0.05] } }));
    }
    const control = await create('control', '/v1/webhooks', { events: ['thing.happened'] });
    // As if the range had been allowed when they were made, or somebody had written into the table.
    const urls = [`http://127.0.0.2:${inside.port}/`, `http://127.0.0.2:2999/`];
    for (const [index, id] of ids.entries()) {
      await app.database.pool.query('update posthorn.webhooks set url = $1 where id = $2', [urls[index], bareUuid(id)]);
    }
    await app.database.pool.query('update posthorn.configuration set version = version + 1');

    const outcomes: string[] = [];
    const note = (name: string, sink: string, entry: Json): void => {
      const time =
        Number(entry.response_time_ms ?? 0) < BLOCKED_MS ? 'at once' : `after ${String(entry.response_time_ms)} ms`;
      outcomes.push(
        `${sink} ${name}: ${String(entry.error_code)}, ${String(entry.error)}, ${String(entry.status_code)}, ${time}`,
      );
    };
    for (const [index, id] of ids.entries()) {
      const name = names[index] ?? '';
      note(name, 'test', await client.expect(200, client.post(`/v1/webhooks/${id}/test`)));
      const document = await client.expect(200, client.post(`/api/projects/${project}/webhooks/${id}/test`));
      expect(document).toMatchObject({ success: false, response_status: null });
    }
    await client.expect(201, client.post('/v1/events', { type: 'thing.happened', data: { published: true } }));
    await receiver.waitFor('/control', 1);
    for (const [index, id] of ids.entries()) {
      const finished = async (wanted: number): Promise<Json[]> => {
        const ended = await eventually(
          async () => (await client.get(`/v1/webhooks/${id}/deliveries?status=failed`)).body.deliveries as Json[],
          (found) => found.filter(({ test }) => test !== true).length >= wanted,
        );
        return ended.filter(({ test }) => test !== true);
      };
      const [delivery] = await finished(1);
      note(names[index] ?? '', 'delivery', delivery ?? {});
      expect(delivery).toMatchObject({ failure_reason: 'blocked', attempts: 1 });
      const { attempts } = await client.expect(200, client.get(`/v1/deliveries/${String(delivery?.id)}/attempts`));
      for (const attempt of attempts as Json[]) note(names[index] ?? '', 'attempt', attempt);
      await client.expect(201, client.post(`/v1/deliveries/${String(delivery?.id)}/replay`));
      await finished(2);
      await client.expect(201, client.post(`/v1/webhooks/${id}/recover`, { since: '2026-01-01T00:00:00Z' }));
      for (const ended of await finished(3)) note(names[index] ?? '', 'replay or recovery', ended);
    }
    expect(inside.hits).toBe(0);
    const unlike = outcomes.filter(
      (outcome) => !outcome.endsWith(': blocked_destination, Blocked destination, undefined, at once'),
    );
    expect(unlike).toEqual([]);
    expect(outcomes.length).toBeGreaterThanOrEqual(10);
    expect((await client.get(`/v1/webhooks/${control}/deliveries`)).body.deliveries).toMatchObject([
      { status: 'success' },
    ]);
  });

  it('is not reached by a redirect', async () => {
    const { port } = redirector.address() as AddressInfo;
    for (const status of [301, 302, 303, 307, 308]) {
      const id = await create(`redirect ${status}`, '/v1/webhooks', {
        url: `http://127.0.0.1:${port}/${status}`,
        events: ['thing.happened'],
      });
      const answer = await client.expect(200, client.post(`/v1/webhooks/${id}/test`));
      expect(answer).toMatchObject({ success: false, status_code: status, error: `HTTP ${status}` });
    }
    expect(inside.hits).toBe(0);
  });

  it('is not reached through proxy variables of the process', async () => {
    const proxy = `http://127.0.0.2:${inside.port}`;
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY'];
    const kept = names.map((name) => [name, process.env[name]] as const);
    for (const name of names) process.env[name] = proxy;
    try {
      const id = await create('proxied', '/v1/webhooks', { events: ['thing.happened'] });
      expect(idOf({ id })).toBe(id);
      const answer = await client.expect(200, client.post(`/v1/webhooks/${id}/test`));
      expect(answer).toMatchObject({ success: true });
    } finally {
      for (const [name, value] of kept) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
    expect(inside.hits).toBe(0);
  });

  // Last: a listener that cannot be reached at all would look well guarded.
  it('is there: whoever does not ask the guard gets an answer', async () => {
    const answer = await fetch(`http://127.0.0.2:${inside.port}/`);
    expect(await answer.text()).toBe('secret of the inside');
    expect(inside.hits).toBe(1);
  });
});
