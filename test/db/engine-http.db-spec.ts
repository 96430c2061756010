import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSender, EgressGuard, type GuardedSender } from '@posthorn/egress';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { EngineBench, eventually, NOTHING_LEFT } from './engine-support.js';

interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

describe('delivery over HTTP', () => {
  let base: TestDatabase;
  let bench: EngineBench;
  let server: Server;
  let sender: GuardedSender;
  let url: string;
  let status: (count: number) => number;
  const received: Received[] = [];

  beforeAll(async () => {
    base = await createTestDatabase();
    bench = new EngineBench(base.pool);
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({
          path: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        });
        if (request.url === '/hangs') return;
        const code = status(received.length);
        const location = code >= 300 && code < 400 ? { location: '/elsewhere' } : {};
        response.writeHead(code, { 'x-answer': 'yes', ...location }).end('{"ok":true}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    sender = createSender(new EgressGuard({ allowHttp: true, allowedAddresses: ['127.0.0.1/32'] }));
  });
  beforeEach(async () => {
    received.length = 0;
    status = () => 200;
    await bench.clear();
  });
  afterEach(() => bench.stopAll());
  afterAll(async () => {
    await sender.close();
    await new Promise((resolve) => server.close(resolve));
    await base.drop();
  });

  it('sends the bytes that it signed, and retries with the same body', async () => {
    await bench.webhook({ url, retry: { schedule: [0, 0] } });
    status = (count) => (count === 1 ? 500 : 200);
    bench.engine(sender).start();
    const event = bench.event({ data: '{"name":"Zoë \u{1F600}"}' });
    await bench.publish([event]);
    await eventually(
      () => bench.deliveries(),
      ([row]) => row?.['status'] === 'success',
    );
    expect(received).toHaveLength(2);
    for (const { headers, body } of received) {
      expect(body).toBe(`{"id":"${event.id}","type":"user.created","data":${event.data}}`);
      expect(headers['x-signature']).toBe(createHmac('sha256', 'secret-of-the-webhook').update(body).digest('hex'));
      expect(headers['content-type']).toBe('application/json');
    }
    expect(received.map(({ headers }) => headers['x-posthorn-attempt'])).toEqual(['1', '2']);
    expect((await bench.attempts())[1]).toMatchObject({ status_code: 200, response_body: '{"ok":true}' });
  });

  it.each([301, 302, 303, 307, 308])('takes a %d for a failure and does not follow it', async (code) => {
    await bench.webhook({ url, retry: { schedule: [0, 60] } });
    status = () => code;
    await bench.publish([bench.event()]);
    const engine = bench.engine(sender);
    await engine.runOnce();
    expect(await bench.deliveries()).toMatchObject([
      { status: 'pending', attempts: 1, status_code: code, error: `HTTP ${code}` },
    ]);
    expect(await bench.attempts()).toMatchObject([{ outcome: 'failed', status_code: code }]);
    status = () => 200;
    await bench.makeDue();
    await engine.runOnce();
    // The retry goes to the webhook's own URL as well.
    expect(received.map(({ path }) => path)).toEqual(['/hook', '/hook']);
  });

  it('delivers 1,000 events of ten projects, each once', async () => {
    for (let project = 0; project < 10; project++) await bench.webhook({ url, project_id: `p${project}` });
    const events = Array.from({ length: 1000 }, (_, i) => bench.event({ projectId: `p${i % 10}` }));
    for (let i = 0; i < 1000; i += 100) await bench.publish(events.slice(i, i + 100));
    await bench.engine(sender).runOnce();
    const ids = received.map(({ headers }) => headers['x-posthorn-event']);
    expect(ids).toHaveLength(1000);
    expect(new Set(ids)).toEqual(new Set(events.map(({ id }) => id)));
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('keeps nobody waiting for the connections of a webhook that hangs on the same origin', async () => {
    const hanging = await bench.webhook({ url: url.replace('/hook', '/hangs'), max_in_flight: 150 });
    await bench.setWebhook(hanging, 'timeout_seconds = 120');
    const neighbour = await bench.webhook({ url });
    const of = (path: string) => received.filter((request) => request.path === path).length;
    bench.engine(sender).start();
    await bench.publish(Array.from({ length: 150 }, () => bench.event()));
    // First attempts of both, then the rest: the one that hangs has more open than a process works on at a time.
    await eventually(
      () => Promise.resolve([of('/hangs'), of('/hook')]),
      ([hung, answered]) => hung === 150 && answered === 150,
    );
    await bench.publish([bench.event()]);
    await eventually(
      () => Promise.resolve(of('/hook')),
      (answered) => answered === 151,
    );
    const attempts = await bench.attempts();
    expect(attempts.filter((row) => row['webhook_id'] === hanging)).toEqual([]);
    expect(attempts.every((row) => row['webhook_id'] === neighbour)).toBe(true);
  });

  it('refuses an address that is not allowed, with the reason in the log', async () => {
    await bench.webhook({ url: 'http://10.0.0.1/hook' });
    await bench.publish([bench.event()]);
    await bench.engine(sender).runOnce();
    expect(await bench.deliveries()).toMatchObject([
      { status: 'failed', failure_reason: 'blocked', error: 'Blocked destination' },
    ]);
  });

  it('sends a test at once, outside of queue, limits and health', async () => {
    const webhook = await bench.webhook({ url, paused: true });
    status = () => 503;
    const attempt = await bench
      .engine(sender)
      .sendTest({ webhookId: webhook, projectId: 'p1', type: 'user.created', data: '{"test":true}' });
    expect(attempt).toMatchObject({ outcome: 'failed', statusCode: 503, number: 1, responseBody: '{"ok":true}' });
    expect(await bench.deliveries()).toMatchObject([
      { status: 'failed', test: true, attempts: 1, failure_reason: 'exhausted' },
    ]);
    expect(await bench.rows('select from posthorn.webhook_health')).toEqual([]);
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });
});
