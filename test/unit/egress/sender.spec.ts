import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { createSender, type OutboundRequest, type SendOutcome } from '@posthorn/egress';
import { closing } from './support/cleanup.js';
import { receive } from './support/servers.js';

const use = closing();
const sender = (change: Parameters<typeof createSender>[0] = {}): ReturnType<typeof createSender> =>
  use(createSender({ allowHttp: true, allowedAddresses: ['127.0.0.1'], ...change }));
const post = (port: number, change: Partial<OutboundRequest> = {}): OutboundRequest => ({
  url: `http://127.0.0.1:${port}/hook?a=1`,
  headers: { 'Content-Type': 'application/json', 'X-Posthorn-Attempt': '1' },
  body: '{"name":"Zoë 😀"}',
  timeoutMs: 5000,
  ...change,
});

describe('A request', () => {
  it('arrives with the exact bytes, its headers as written, and the host of its URL', async () => {
    const receiver = use(await receive());
    const outcome = await sender().send(post(receiver.port));
    expect(outcome).toMatchObject({ kind: 'response', statusCode: 204, body: '', bodyCut: false });
    const [request] = receiver.requests;
    expect(request).toMatchObject({ method: 'POST', url: '/hook?a=1', body: Buffer.from('{"name":"Zoë 😀"}') });
    expect(request?.rawHeaders).toEqual(expect.arrayContaining(['X-Posthorn-Attempt', 'Content-Type']));
    expect(request?.headers).toMatchObject({
      host: `127.0.0.1:${receiver.port}`,
      'content-length': String(Buffer.byteLength('{"name":"Zoë 😀"}')),
      'accept-encoding': 'identity',
    });
  });

  it('keeps its connection for the next one', async () => {
    const receiver = use(await receive());
    const one = sender();
    for (let count = 0; count < 10; count += 1) await one.send(post(receiver.port));
    expect(receiver.requests).toHaveLength(10);
    // The client gives a connection back one turn of the event loop after its answer, hence not exactly one.
    expect(receiver.connections()).toBeLessThanOrEqual(2);
  });

  it('waits for one of at most so many connections to an origin', async () => {
    let open = 0;
    let most = 0;
    const receiver = use(
      await receive((_request, response) => {
        open += 1;
        most = Math.max(most, open);
        setTimeout(() => {
          open -= 1;
          response.writeHead(204).end();
        }, 20);
      }),
    );
    const one = sender({ connectionsPerOrigin: 3 });
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => one.send(post(receiver.port))));
    expect(outcomes.every(({ kind }) => kind === 'response')).toBe(true);
    expect(most).toBe(3);
  });

  it('of an empty body is sent with length 0', async () => {
    const receiver = use(await receive());
    await sender().send(post(receiver.port, { body: '' }));
    expect(receiver.requests[0]?.headers['content-length']).toBe('0');
  });
});

describe('An answer', () => {
  it('comes with its headers in lower case, repeated ones joined, and its text', async () => {
    const receiver = use(
      await receive((_request, response) => {
        response.setHeader('X-One', 'a');
        response.setHeader('Set-Cookie', ['b=1', 'c=2']);
        response.writeHead(500).end('went wrong');
      }),
    );
    const outcome = await sender().send(post(receiver.port));
    expect(outcome).toMatchObject({ kind: 'response', statusCode: 500, body: 'went wrong', bodyCut: false });
    expect((outcome as { headers: object }).headers).toMatchObject({ 'x-one': 'a', 'set-cookie': 'b=1, c=2' });
    expect((outcome as { durationMs: number }).durationMs).toBeGreaterThanOrEqual(0);
  });

  it.each([301, 302, 303, 307, 308])('%i is not followed', async (status) => {
    const elsewhere = use(await receive());
    const receiver = use(
      await receive((_request, response) => {
        response.writeHead(status, { location: `http://127.0.0.1:${elsewhere.port}/`, refresh: '0; url=/' }).end();
      }),
    );
    expect(await sender().send(post(receiver.port))).toMatchObject({ kind: 'response', statusCode: status });
    expect([receiver.requests.length, elsewhere.requests.length]).toEqual([1, 0]);
  });

  it('that came compressed, unasked, is not inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000, 'a'));
    const receiver = use(
      await receive((_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bomb.length }).end(bomb);
      }),
    );
    const outcome = await sender().send(post(receiver.port));
    expect(outcome).toMatchObject({ kind: 'response', statusCode: 200 });
    expect((outcome as { body: string }).body.length).toBeLessThanOrEqual(16_384);
    expect((outcome as { body: string }).body).not.toContain('aaaa');
  });

  it('is kept up to 16 KiB, marked when it went on, and the connection lives on when the rest was short', async () => {
    let length = 16_384;
    const receiver = use(await receive((_request, response) => response.writeHead(200).end('x'.repeat(length))));
    const one = sender();
    const kept = async (): Promise<SendOutcome & { body: string }> =>
      (await one.send(post(receiver.port))) as SendOutcome & { body: string };
    expect(await kept()).toMatchObject({ bodyCut: false, body: 'x'.repeat(16_384) });
    length = 16_385;
    expect(await kept()).toMatchObject({ bodyCut: true, body: 'x'.repeat(16_384) });
    length = 100_000;
    expect(await kept()).toMatchObject({ bodyCut: true, body: 'x'.repeat(16_384) });
    for (let count = 0; count < 6; count += 1) await kept();
    expect(receiver.connections()).toBeLessThanOrEqual(2);
  });
});

describe('An answer that goes on and on', () => {
  it('costs its connection, which is not read to the end', async () => {
    const receiver = use(await receive((_request, response) => response.writeHead(200).end('x'.repeat(500_000))));
    const one = sender();
    for (let count = 0; count < 6; count += 1) {
      expect(await one.send(post(receiver.port))).toMatchObject({ statusCode: 200, bodyCut: true });
    }
    expect(receiver.connections()).toBeGreaterThanOrEqual(6);
  });
});

describe('A request that cannot be built', () => {
  it.each<[string, Record<string, string>]>([
    ['a line break in a value', { 'X-A': 'a\r\nX-B: c' }],
    ['NUL in a value', { 'X-A': 'a\0' }],
    ['a letter beyond Latin-1', { 'X-A': '日本' }],
    ['a blank in a name', { 'X A': 'b' }],
    ['an empty name', { '': 'b' }],
    ['a host of its own', { Host: 'internal' }],
    ['a length of its own', { 'content-length': '3' }],
    ['a transfer coding', { 'Transfer-Encoding': 'chunked' }],
    ['an upgrade', { Upgrade: 'websocket' }],
    ['expect', { Expect: '100-continue' }],
    ['a forwarded host', { 'X-Forwarded-Host': 'internal' }],
    ['a metadata header', { 'Metadata-Flavor': 'Google' }],
    ['a megabyte of value', { 'X-A': 'a'.repeat(1_000_000) }],
    ['a thousand headers', Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`X-${index}`, 'v']))],
    ['a value that is no text', { 'X-A': 1 as unknown as string }],
  ])('for %s ends as an outcome, and nothing is connected to', async (_name, headers) => {
    const receiver = use(await receive());
    const outcome = await sender().send(post(receiver.port, { headers }));
    expect(outcome).toMatchObject({ kind: 'failure', code: 'invalid_request', maybeSent: false });
    expect(receiver.connections()).toBe(0);
  });

  it.each([
    { body: undefined as unknown as string },
    { body: {} as unknown as string },
    { timeoutMs: 0 },
    { timeoutMs: Number.NaN },
    { timeoutMs: Infinity },
    { url: 'not a url' },
    { url: 'http://[' },
    { url: undefined as unknown as string },
    { headers: null as unknown as Record<string, string> },
    { tls: { ca: 'not a certificate' } },
  ])('for %j never rejects', async (change) => {
    const outcome = await sender().send(post(1, change));
    expect(outcome).toMatchObject({ kind: 'failure', maybeSent: false });
  });

  it('because it is no request at all never rejects either', async () => {
    expect(await sender().send(null as unknown as OutboundRequest)).toMatchObject({ kind: 'failure' });
  });

  it('leaves the proxy variables of the process alone', async () => {
    const proxy = use(await receive());
    const receiver = use(await receive());
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY'];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = `http://127.0.0.1:${proxy.port}`;
    try {
      expect(await sender().send(post(receiver.port))).toMatchObject({ statusCode: 204 });
    } finally {
      names.forEach((name, index) => {
        if (before[index] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[index];
      });
    }
    expect(proxy.connections()).toBe(0);
  });
});

describe('A request that ends early', () => {
  it('is aborted by its signal, before it is sent and while it waits for an answer', async () => {
    const receiver = use(await receive(() => undefined));
    const one = sender();
    expect(await one.send(post(receiver.port, { signal: AbortSignal.abort() }))).toMatchObject({
      code: 'aborted',
      maybeSent: false,
    });
    expect(receiver.connections()).toBe(0);

    const controller = new AbortController();
    const waiting = one.send(post(receiver.port, { signal: controller.signal }));
    while (receiver.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    expect(await waiting).toMatchObject({ kind: 'failure', code: 'aborted', maybeSent: true });
  });

  it('does not count as sent when its deadline passed while it waited for a connection', async () => {
    const receiver = use(await receive(() => undefined));
    const one = sender({ connectionsPerOrigin: 1 });
    const controller = new AbortController();
    const first = one.send(post(receiver.port, { timeoutMs: 60_000, signal: controller.signal }));
    while (receiver.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = await one.send(post(receiver.port, { timeoutMs: 100, body: '{"second":true}' }));
    expect(second).toMatchObject({ code: 'timeout', message: 'Connection timeout', maybeSent: false });
    controller.abort();
    expect(await first).toMatchObject({ code: 'aborted', maybeSent: true });
    const third = one.send(post(receiver.port, { timeoutMs: 300, body: '{"third":true}' }));
    await third;
    expect(receiver.requests.map(({ body }) => body.toString())).not.toContain('{"second":true}');
  });

  it('takes one shared signal for many requests without a warning', async () => {
    const warnings: unknown[] = [];
    const listener = (warning: Error): number => warnings.push(warning);
    process.on('warning', listener);
    const receiver = use(await receive());
    const { signal } = new AbortController();
    const one = sender();
    await Promise.all(Array.from({ length: 50 }, () => one.send(post(receiver.port, { signal }))));
    await new Promise((resolve) => setImmediate(resolve));
    process.removeListener('warning', listener);
    expect(warnings).toEqual([]);
  });
});
