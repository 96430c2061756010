import { afterEach, describe, expect, it } from '@jest/globals';
import { signBody } from '@posthorn/signing';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { createReceiver } from '../receiver.js';
import { MemoryReplayStore } from '../replay/memory-replay-store.js';
import { SECRET } from '../vectors.fixture.js';
import { webhookRoute } from './index.js';

const BODY = '{ "id": "evt_1", "type": "user.created", "data": {} }';

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

/** An application whose error handler says the code of what it catches. */
async function serve(mount: (app: Express) => void): Promise<number> {
  const app = express();
  mount(app);
  const onError: ErrorRequestHandler = (error, _request, response, _next) => {
    response.status(500).json({ code: error.code ?? error.message });
  };
  app.use(onError);
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
async function send(port: number, body = BODY) {
  const headers = { 'content-type': 'application/json', 'x-webhook-signature': signBody(SECRET, body) };
  const response = await fetch(`http://127.0.0.1:${port}/hooks`, { method: 'POST', headers, body });
  return [response.status, await response.json()] as const;
}
const receiver = () => createReceiver({ scheme: 'standard', secrets: SECRET, replays: new MemoryReplayStore() });
const nothing = () => undefined;

describe('webhookRoute', () => {
  it.each([
    ['before any parser', (app: Express) => app.post('/hooks', webhookRoute(receiver(), nothing)).use(express.json())],
    [
      'after express.raw()',
      (app: Express) => app.post('/hooks', express.raw({ type: () => true }), webhookRoute(receiver(), nothing)),
    ],
    [
      'after a parser that keeps the bytes',
      (app: Express) =>
        app
          .use(express.json({ verify: (request, _response, bytes) => Object.assign(request, { rawBody: bytes }) }))
          .post('/hooks', webhookRoute(receiver(), nothing)),
    ],
  ])('gets the bytes %s', async (_, mount) => {
    const port = await serve(mount);
    expect(await send(port)).toEqual([200, { status: 'processed' }]);
    expect(await send(port)).toEqual([200, { status: 'duplicate' }]);
  });

  it('tells the application that a parser has taken the bytes away, instead of refusing every request', async () => {
    const port = await serve((app) => app.use(express.json()).post('/hooks', webhookRoute(receiver(), nothing)));
    expect(await send(port)).toEqual([500, { code: 'raw_body_missing' }]);
    expect(await send(port, '{}')).toEqual([500, { code: 'raw_body_missing' }]);
  });

  it('hands what the handler throws to the error handlers, and lets the next attempt in', async () => {
    let calls = 0;
    const handle = () => {
      calls += 1;
      if (calls === 1) throw new Error('the first time');
    };
    const port = await serve((app) => app.post('/hooks', webhookRoute(receiver(), handle)));
    expect(await send(port)).toEqual([500, { code: 'the first time' }]);
    expect(await send(port)).toEqual([200, { status: 'processed' }]);
  });

  it('refuses a body that is too long with 413, announced or not', async () => {
    const port = await serve((app) => app.post('/hooks', webhookRoute(receiver(), nothing, { maxBytes: 1000 })));
    const long = JSON.stringify({ text: 'x'.repeat(2000) });
    expect(await send(port, long)).toMatchObject([413, { reason: 'body_too_large' }]);
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(long));
        controller.close();
      },
    });
    const options = { method: 'POST', body: stream, duplex: 'half' } as RequestInit;
    expect((await fetch(`http://127.0.0.1:${port}/hooks`, options)).status).toBe(413);
  });

  it('survives a sender that goes away half way', async () => {
    const caught: unknown[] = [];
    const port = await serve((app) => {
      app.post('/hooks', webhookRoute(receiver(), nothing));
      const remember: ErrorRequestHandler = (error, _request, _response, next) => {
        caught.push(error.code);
        server?.emit('caught');
        next(error);
      };
      app.use(remember);
    });
    const socket = connect(port, '127.0.0.1');
    const aborted = once(server!, 'caught');
    socket.write('POST /hooks HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"half":', () => socket.destroy());
    await aborted;
    expect(caught).toEqual(['request_aborted']);
    expect((await send(port))[0]).toBe(200);
  });
});
