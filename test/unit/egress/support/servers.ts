import { readFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer as createTcp, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';

/** A server of a test, which ends with all its connections. */
export interface Running {
  readonly port: number;
  /** Connections accepted so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** An HTTP receiver that remembers what it got. */
export interface Receiver extends Running {
  readonly requests: ReceivedRequest[];
}

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly remotePort: number;
}

const fixtures = new URL('../fixtures/', import.meta.url);

/** A certificate of the fixtures folder with its key. */
export function certificate(name: 'receiver' | 'other' | 'expired' | 'self-signed'): { cert: string; key: string } {
  return { cert: fixture(`${name}.cert.pem`), key: fixture(`${name}.key.pem`) };
}

/** The text of a file of the fixtures folder. */
export function fixture(name: string): string {
  return readFileSync(new URL(name, fixtures), 'utf8');
}

/** Starts an HTTP(S) receiver on loopback that answers as told, 204 by default. */
export async function receive(
  answer: RequestListener = noContent,
  tls?: TlsOptions,
  host = '127.0.0.1',
): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers, rawHeaders, socket } = request;
      requests.push({
        method,
        url,
        headers,
        rawHeaders,
        body: Buffer.concat(chunks),
        remotePort: socket.remotePort ?? 0,
      });
      answer(request, response);
    });
  };
  const server = tls === undefined ? createHttp(listener) : createHttps(tls, listener);
  return { ...(await running(server, host)), requests };
}

/** Starts a TCP server whose connections are handled by hand: for answers that no HTTP server gives. */
export async function listen(handle: (socket: Socket) => void, host = '127.0.0.1'): Promise<Running> {
  return running(createTcp(handle), host);
}

/** A TCP server that reads a whole request and then does something hostile. */
export async function afterRequest(act: (socket: Socket) => void): Promise<Running> {
  return listen((socket) => {
    let seen = '';
    socket.on('data', (chunk: Buffer) => {
      const before = seen.includes('"end"}');
      seen += chunk.toString('latin1');
      if (!before && seen.includes('"end"}')) act(socket);
    });
  });
}

/** A body by whose end `afterRequest` knows that it has all. */
export const BODY = '{"type":"end"}';

async function running(server: Server | TcpServer, host: string): Promise<Running> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { port, connections: () => connections, close };
}

const noContent: RequestListener = (_request, response) => response.writeHead(204).end();
