import { describe, expect, it } from '@jest/globals';
import type { Socket } from 'node:net';
import { createSender, type OutboundRequest, type SendOutcome } from '@posthorn/egress';
import { closing } from './support/cleanup.js';
import { afterRequest, BODY, listen, receive, type Running } from './support/servers.js';

const use = closing();
/** For those that are left at it. */
const DEADLINE_MS = 400;
/** For all the others: a busy machine takes its time. */
const PLENTY_MS = 20_000;

/** What a busy machine may add to a deadline before a test calls it missed. */
const SLACK_MS = 8000;

/** Sends to a receiver, and insists that the outcome is there by the deadline. */
async function send(to: Running, change: Partial<OutboundRequest> = {}): Promise<SendOutcome> {
  const sender = use(createSender({ allowHttp: true, allowedAddresses: ['127.0.0.1'] }));
  const began = performance.now();
  const url = `http://127.0.0.1:${to.port}/`;
  const outcome = await sender.send({ url, headers: {}, body: BODY, timeoutMs: PLENTY_MS, ...change });
  expect(performance.now() - began).toBeLessThan((change.timeoutMs ?? PLENTY_MS) + SLACK_MS);
  return outcome;
}

const wasSent = (outcome: SendOutcome): boolean => outcome.kind === 'response' || outcome.maybeSent;
const hasStatus = (outcome: SendOutcome): boolean => outcome.kind === 'response';

/** Sends to a receiver that never finishes: with more time where a machine could not come so far in this. */
async function sendUntil(
  isFar: (outcome: SendOutcome) => boolean,
  to: Running,
  change: Partial<OutboundRequest> = {},
): Promise<SendOutcome> {
  for (let timeoutMs = DEADLINE_MS; ; timeoutMs *= 2) {
    const outcome = await send(to, { ...change, timeoutMs });
    if (isFar(outcome) || timeoutMs > PLENTY_MS / 2) return outcome;
  }
}

/** Writes again and again until the connection ends. */
function repeat(socket: Socket, text: string, everyMs = 0): void {
  const again = (): void => {
    if (socket.destroyed) return;
    const room = socket.write(text);
    if (everyMs > 0) setTimeout(again, everyMs);
    else if (room) setImmediate(again);
    else socket.once('drain', again);
  };
  again();
}

const answering = async (text: string, then?: (socket: Socket) => void): Promise<Running> =>
  use(
    await afterRequest((socket) => {
      socket.write(text, 'latin1');
      then?.(socket);
    }),
  );
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
const end = (socket: Socket): void => void socket.end();
const reset = (socket: Socket): void => void socket.resetAndDestroy();

describe('A receiver that never finishes is left at the deadline', () => {
  const timeout = { kind: 'failure', code: 'timeout', message: 'Connection timeout', maybeSent: true };

  it('when it accepts and never answers', async () => {
    expect(await sendUntil(wasSent, use(await listen(() => undefined)))).toMatchObject(timeout);
  });

  it('when it accepts and never reads a large request', async () => {
    const running = use(await listen((socket) => socket.pause()));
    expect(await sendUntil(wasSent, running, { body: 'x'.repeat(20_000_000) })).toMatchObject(timeout);
  });

  it('when its head comes one byte at a time', async () => {
    const slow = use(await afterRequest((socket) => repeat(socket, 'H', 20)));
    expect(await send(slow, { timeoutMs: DEADLINE_MS })).toMatchObject({ kind: 'failure' });
    const drip = await answering('HTTP/1.1 200 OK\r\nX-A: ', (socket) => repeat(socket, 'a', 20));
    expect(await sendUntil(wasSent, drip)).toMatchObject(timeout);
  });

  it('when its body comes one byte at a time: the status counts, the body is marked as cut', async () => {
    const drip = await answering('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n', (socket) =>
      repeat(socket, 'b', 20),
    );
    expect(await sendUntil(hasStatus, drip)).toMatchObject({
      kind: 'response',
      statusCode: 200,
      bodyCut: true,
      body: expect.stringMatching(/^b+$/),
    });
  });

  it('when it names the size of a chunk and then extends it for ever', async () => {
    const chunky = await answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;', (socket) =>
      repeat(socket, 'x'.repeat(10_000), 1),
    );
    expect(await sendUntil(hasStatus, chunky)).toMatchObject({
      kind: 'response',
      statusCode: 200,
      bodyCut: true,
    });
  });
});

describe('A receiver that floods is left before the deadline', () => {
  it('with interim replies', async () => {
    const flood = await answering('', (socket) => repeat(socket, 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'));
    expect(await send(flood)).toMatchObject({ kind: 'failure', code: 'protocol_error' });
  });

  it('with more interim replies than any receiver has use for, although an answer follows', async () => {
    const hint = 'HTTP/1.1 103 Early Hints\r\n\r\n';
    const fine = await answering(`${hint.repeat(16)}HTTP/1.1 204 No Content\r\n\r\n`);
    expect(await send(fine)).toMatchObject({ kind: 'response', statusCode: 204 });
    const many = await answering(`${hint.repeat(17)}HTTP/1.1 204 No Content\r\n\r\n`);
    expect(await send(many)).toMatchObject({ kind: 'failure', code: 'protocol_error' });
  });

  it('with interim replies that never end, even when they come slowly', async () => {
    const flood = await answering('', (socket) => repeat(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n', 100));
    expect(await send(flood, { timeoutMs: DEADLINE_MS })).toMatchObject({ kind: 'failure', code: 'timeout' });
  });

  it('with headers', async () => {
    const flood = await answering('HTTP/1.1 200 OK\r\n', (socket) => repeat(socket, `X-${'a'.repeat(100)}: b\r\n`));
    expect(await send(flood)).toMatchObject({ code: 'protocol_error', maybeSent: true });
  });

  it('with a body without end: it is kept to 16 KiB and the connection is ended', async () => {
    let ended: () => void = () => undefined;
    const whenEnded = new Promise<void>((resolve) => (ended = resolve));
    const flood = await answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', (socket) => {
      socket.once('close', ended);
      repeat(socket, `2000\r\n${'c'.repeat(8192)}\r\n`);
    });
    const outcome = await send(flood);
    expect(outcome).toMatchObject({ kind: 'response', statusCode: 200, bodyCut: true, body: 'c'.repeat(16_384) });
    await whenEnded;
  });

  it('with chunk extensions as fast as it can', async () => {
    const flood = await answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;', (socket) =>
      repeat(socket, 'x'.repeat(65_536)),
    );
    const outcome = await send(flood);
    expect(outcome).toMatchObject({ kind: 'response', statusCode: 200, bodyCut: true });
    expect(outcome.durationMs).toBeLessThan(PLENTY_MS);
  });
});

describe('A receiver that breaks off', () => {
  const broken = { kind: 'failure', code: 'connection_reset', message: 'Connection reset', maybeSent: true };

  it('by closing without an answer', async () => {
    expect(await send(await answering('', end))).toMatchObject(broken);
  });

  it('by resetting without an answer', async () => {
    expect(await send(await answering('', reset))).toMatchObject(broken);
  });

  it('by resetting at once', async () => {
    expect(await send(use(await listen(reset)))).toMatchObject({ kind: 'failure', code: 'connection_reset' });
  });

  it('in the middle of the head', async () => {
    expect(await send(await answering('HTTP/1.1 200 OK\r\nX-A: b', end))).toMatchObject({
      kind: 'failure',
      maybeSent: true,
    });
  });

  it.each([
    ['closing', end],
    ['resetting', reset],
  ])('in the middle of the body by %s: the status counts, the body is marked as cut', async (_name, act) => {
    const short = await answering(
      'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello',
      // What was written has been read by then: the sender is in this process, and each turn looks at its connection.
      (socket) => void turns(10).then(() => act(socket)),
    );
    expect(await send(short)).toMatchObject({ kind: 'response', statusCode: 200, body: 'hello', bodyCut: true });
  });

  it('by not listening at all', async () => {
    const gone = await listen(() => undefined);
    await gone.close();
    const outcome = await send(gone);
    expect(outcome).toMatchObject({ code: 'connection_refused', message: 'Connection refused', maybeSent: false });
  });
});

describe('A receiver that does not speak HTTP', () => {
  it.each([
    ['a status line that is none', 'NOPE 200 FINE\r\n\r\n'],
    ['HTTP/0.9', '<html>hello</html>'],
    ['a status beyond three digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['two lengths that differ', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n'],
    ['a length beside a transfer coding', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['a header without a colon', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n'],
    ['a NUL in a header', 'HTTP/1.1 200 OK\r\nX-A: a\0b\r\n\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a million letters', 'A'.repeat(1_000_000)],
  ])('but %s is a protocol error', async (_name, text) => {
    const outcome = await send(await answering(text));
    expect(outcome).toMatchObject({ kind: 'failure', code: 'protocol_error', maybeSent: true });
  });

  it.each([
    ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'],
    ['a go-ahead nobody asked for', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n'],
  ])('but %s is a failure', async (_name, text) => {
    expect(await send(await answering(text))).toMatchObject({ kind: 'failure', maybeSent: true });
  });

  it('but a chunk size that is none keeps the status and cuts the body', async () => {
    const bad = await answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n');
    expect(await send(bad)).toMatchObject({ kind: 'response', statusCode: 200, bodyCut: true });
  });
});

describe('A receiver whose answer is odd but whole', () => {
  it('may send bytes that are no text', async () => {
    const odd = await answering('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\na\0\xff\xfeb');
    expect(await send(odd)).toMatchObject({ statusCode: 200, body: 'a\ufffd\ufffd\ufffdb', bodyCut: false });
  });

  it('may send a body beside a 204, which belongs to nobody', async () => {
    const odd = await answering('HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad');
    expect(await send(odd)).toMatchObject({ kind: 'response', statusCode: 204, body: '' });
  });

  it('may answer more than once: the second answer is never taken for that of the next request', async () => {
    const two = 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil';
    const running = use(await afterRequest((socket) => void socket.write(two)));
    const sender = use(createSender({ allowHttp: true, allowedAddresses: ['127.0.0.1'] }));
    const request = { url: `http://127.0.0.1:${running.port}/`, headers: {}, body: BODY, timeoutMs: 20_000 };
    for (let count = 0; count < 3; count += 1) {
      expect(await sender.send(request)).toMatchObject({ kind: 'response', body: 'a' });
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  it('may give a reason of a megabyte, which nobody reads', async () => {
    const odd = await answering(`HTTP/1.1 200 ${'O'.repeat(1_000_000)}\r\nContent-Length: 0\r\n\r\n`);
    expect(await send(odd, { timeoutMs: PLENTY_MS })).toMatchObject({
      kind: 'response',
      statusCode: 200,
      bodyCut: false,
    });
  });

  it('may close after each answer', async () => {
    const receiver = use(
      await receive((_request, response) => response.writeHead(200, { connection: 'close' }).end('ok')),
    );
    const sender = use(createSender({ allowHttp: true, allowedAddresses: ['127.0.0.1'] }));
    const request = { url: `http://127.0.0.1:${receiver.port}/`, headers: {}, body: BODY, timeoutMs: 20_000 };
    for (let count = 0; count < 10; count += 1) {
      expect(await sender.send(request)).toMatchObject({ kind: 'response', statusCode: 200, body: 'ok' });
    }
    expect(receiver.connections()).toBe(10);
  });

  it('may name headers like properties of objects', async () => {
    const odd = await answering('HTTP/1.1 200 OK\r\n__proto__: a\r\nconstructor: b\r\nContent-Length: 0\r\n\r\n');
    const outcome = await send(odd);
    expect(outcome).toMatchObject({ kind: 'response', statusCode: 200 });
    expect(({} as { a?: string }).a).toBeUndefined();
  });
});

describe('One hostile receiver', () => {
  it('does not hold up the others', async () => {
    const hanging = use(await listen(() => undefined));
    const good = use(await receive());
    const sender = use(createSender({ allowHttp: true, allowedAddresses: ['127.0.0.1'], connectionsPerOrigin: 4 }));
    const to = (port: number, timeoutMs: number): Promise<SendOutcome> =>
      sender.send({ url: `http://127.0.0.1:${port}/`, headers: {}, body: BODY, timeoutMs });
    const stuck = Array.from({ length: 20 }, () => to(hanging.port, 500));
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => to(good.port, PLENTY_MS)));
    expect(outcomes.every((outcome) => outcome.kind === 'response')).toBe(true);
    expect((await Promise.all(stuck)).every((outcome) => outcome.kind === 'failure')).toBe(true);
  });
});
