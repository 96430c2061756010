import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { eventually } from './eventually.js';

/** One request as the receiver got it. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The bytes as text: what the signature covers. */
  readonly body: string;
  readonly at: number;
}

/** A receiver on loopback that keeps what it gets and answers as it was told, 200 when it was told nothing. */
export class Receiver {
  readonly received: Received[] = [];
  private readonly answers = new Map<string, number[]>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request, response) => {
      const path = request.url ?? '/';
      void text(request).then((body) => {
        receiver.received.push({ path, headers: request.headers, body, at: Date.now() });
        response.statusCode = receiver.answers.get(path)?.shift() ?? 200;
        response.end('thanks');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  /** The next answers of a path, in order. */
  answerWith(path: string, ...statuses: number[]): void {
    this.answers.set(path, statuses);
  }

  on(path: string): Received[] {
    return this.received.filter((request) => request.path === path);
  }

  /** Waits until a path has got so many requests. */
  waitFor(path: string, count: number): Promise<Received[]> {
    return eventually(
      () => Promise.resolve(this.on(path)),
      (requests) => requests.length >= count,
    );
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
