// A customer's server. What it does with a request stands in the first segment of the path, so that one process plays
// all of them; each request is in its log before it is answered, and it can kill whoever sends.
import { openSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { given, say } from './talk.js';

export interface ReceiverProgram {
  readonly logFile: string;
}

/** Where the sender of a request dies, or is frozen (SIGSTOP) with its answer on the way. */
export type KillPoint = 'half-way through the body' | 'before the answer' | 'after the answer' | 'frozen';

export interface Trap {
  readonly point: KillPoint;
  /** Of the requests that come from now on: which one, from 1. */
  readonly nth: number;
}

/**
 * One line of the log. `r`: a request came in whole; `p`: its connection broke before; `a`: about to be answered;
 * `c`: its connection was closed without a whole answer.
 */
export interface LogLine {
  readonly kind: 'r' | 'p' | 'a' | 'c';
  readonly n: number;
  /** Milliseconds since the epoch. */
  readonly t: number;
  readonly path: string;
  readonly order?: string;
  readonly event?: string;
  readonly delivery?: string;
  readonly attempt?: number;
  readonly timestamp?: string;
  readonly bytes?: number;
  readonly expected?: number;
  readonly pid?: number;
  readonly status?: number;
}

const { logFile } = given<ReceiverProgram>();
const file = openSync(logFile, 'a');
/** Made for whom asks: it takes longer than the start of this process. */
let bomb: Buffer | undefined;
const answers = new Map<string, number>();
let count = 0;
let trap: { point: KillPoint; left: number } | undefined;

process.on('message', (message: { trap?: Trap }) => {
  if (message.trap === undefined) return;
  trap = { point: message.trap.point, left: message.trap.nth };
  process.send?.({ armed: true });
});
process.on('disconnect', () => process.exit(0));

const now = (): number => performance.timeOrigin + performance.now();

function log(line: LogLine): void {
  writeSync(file, `${JSON.stringify(line)}\n`);
}

function kill(pid: number, signal: 'SIGKILL' | 'SIGSTOP' = 'SIGKILL'): void {
  process.kill(pid, signal);
  trap = undefined;
  process.send?.({ [signal === 'SIGKILL' ? 'killed' : 'frozen']: pid, t: now() });
}

/** The business row that a body is about: an order's id, or the name that a test gave to a user. */
const orderOf = (body: string): string | undefined => /"(?:order|name)":"([0-9a-f-]{36})"/.exec(body)?.[1];

/** True for the request that the trap waits for. */
function springs(point: KillPoint): boolean {
  if (trap?.point !== point) return false;
  trap.left--;
  return trap.left === 0;
}

const header = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
};

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const n = ++count;
  const pid = Number(/Posthorn\/(\d+)/.exec(header(request, 'user-agent') ?? '')?.[1]);
  const expected = Number(header(request, 'content-length'));
  const path = request.url ?? '';
  const chunks: Buffer[] = [];
  let bytes = 0;
  let whole = false;
  const seen = (kind: 'r' | 'p'): void => {
    const text = Buffer.concat(chunks).toString();
    log({
      kind,
      n,
      t: now(),
      path,
      order: orderOf(text),
      event: header(request, 'x-event'),
      delivery: header(request, 'x-posthorn-delivery'),
      attempt: Number(header(request, 'x-posthorn-attempt')),
      timestamp: header(request, 'x-timestamp'),
      bytes,
      expected,
      pid,
    });
  };
  const dies = trap?.point === 'half-way through the body' && springs('half-way through the body');
  request.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (dies && trap !== undefined && bytes < expected) {
      // What the kernel holds already is not read: to us the request ended here.
      request.pause();
      seen('p');
      whole = true;
      kill(pid);
      request.socket.destroy();
    }
  });
  request.on('end', () => {
    if (whole) return;
    whole = true;
    seen('r');
    if (springs('before the answer')) {
      kill(pid);
      request.socket.destroy();
      return;
    }
    if (springs('frozen')) kill(pid, 'SIGSTOP');
    const killsAfter = springs('after the answer');
    const order = orderOf(Buffer.concat(chunks).toString()) ?? '';
    behave(path, order, request.socket, response, (status) => {
      log({ kind: 'a', n, t: now(), path, order, status });
      response.once('finish', () => {
        if (killsAfter) kill(pid);
      });
      response.writeHead(status, { 'content-type': 'text/plain' }).end('thank you');
    });
  });
  response.on('close', () => {
    if (!whole) seen('p');
    else if (!response.writableFinished) log({ kind: 'c', n, t: now(), path });
  });
  request.on('error', () => undefined);
  response.on('error', () => undefined);
});

/** `/<what>-<number>-…/<name>` */
function behave(
  path: string,
  order: string,
  socket: Socket,
  response: ServerResponse,
  answer: (status: number) => void,
): void {
  const [, what = 'ok', text = ''] = /^\/([a-z]+)((?:-\d+)*)/.exec(path) ?? [];
  const numbers = text.split('-').slice(1).map(Number);
  const number = numbers[0] ?? 0;
  socket.on('error', () => undefined);
  const every = (milliseconds: number, work: () => void): void => {
    const timer = setInterval(work, milliseconds);
    socket.once('close', () => clearInterval(timer));
  };
  const flood = (chunk: string): void => {
    const more = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', more);
    more();
  };
  switch (what) {
    case 'ok':
      answer(200);
      return;
    case 'slow':
      setTimeout(() => answer(200), number);
      return;
    case 'seq': {
      // One status after the other for each order; the last one from then on.
      const before = answers.get(path + order) ?? 0;
      answers.set(path + order, before + 1);
      answer(numbers[Math.min(before, numbers.length - 1)] ?? 200);
      return;
    }
    case 'status':
      answer(number);
      return;
    case 'never':
      return;
    case 'late': {
      // The first ones are never answered.
      const before = answers.get(path) ?? 0;
      answers.set(path, before + 1);
      if (before >= number) answer(200);
      return;
    }
    case 'reset':
      socket.resetAndDestroy();
      return;
    case 'hangup':
      socket.end();
      return;
    case 'garbage':
      socket.end('220 smtp.example.com ESMTP\r\n');
      return;
    case 'endlessbody':
      socket.write('HTTP/1.1 500 no\r\ntransfer-encoding: chunked\r\n\r\n');
      flood(`8000\r\n${'x'.repeat(0x8000)}\r\n`);
      return;
    case 'dripbody':
      socket.write('HTTP/1.1 500 no\r\ncontent-length: 100000\r\n\r\n');
      every(1000, () => socket.write('x'));
      return;
    case 'driphead': {
      const head = 'HTTP/1.1 500 no\r\nx-slow: yes\r\nx-slower: yes\r\ncontent-length: 0\r\n\r\n';
      let sent = 0;
      every(1000, () => socket.write(head.charAt(sent++ % head.length)));
      return;
    }
    case 'headerflood':
      socket.write('HTTP/1.1 500 no\r\n');
      flood(`x-${'h'.repeat(20)}: ${'v'.repeat(1000)}\r\n`);
      return;
    case 'earlyhints':
      flood('HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n');
      return;
    case 'shortlength':
      // More than it announced: the rest would be read as the next answer.
      socket.write(`HTTP/1.1 500 no\r\ncontent-length: 5\r\n\r\n${'x'.repeat(5000)}`);
      return;
    case 'longlength':
      socket.write('HTTP/1.1 500 no\r\ncontent-length: 5000\r\n\r\nxxxxx');
      return;
    case 'cutlength':
      socket.end('HTTP/1.1 500 no\r\ncontent-length: 5000\r\n\r\nxxxxx');
      return;
    case 'gzipbomb': {
      bomb ??= gzipSync(Buffer.alloc(20_000_000));
      socket.write(`HTTP/1.1 500 no\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`);
      socket.write(bomb);
      return;
    }
    case 'redirect':
      response.writeHead(307, { location: '/ok/redirected' }).end();
      return;
    default:
      answer(404);
      return;
  }
}

server.listen(0, '127.0.0.1', () => say({ ready: process.pid, port: (server.address() as AddressInfo).port }));
