import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver on loopback that answers what it is told to and remembers what came. */
export class Receiver {
  readonly received: Received[] = [];
  status = 200;
  private readonly waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  answer = 'ok';
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      for (const { count, resolve } of this.waiting) if (this.received.length >= count) resolve();
      response.writeHead(this.status, { 'content-type': 'text/plain', 'x-answer': 'yes' }).end(this.answer);
    });
  });

  /** @returns its URL, with a query that is nobody's business */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook?token=canary`;
  }

  /** Resolves when so many requests have come in all. */
  arrived(count: number): Promise<void> {
    if (this.received.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ count, resolve }));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
