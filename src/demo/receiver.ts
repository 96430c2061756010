import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came over the wire. */
export interface ReceivedRequest {
  /** `/hooks/standard` */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** The bytes that were signed. */
  readonly body: Buffer;
  /** Milliseconds of `performance.now()`. */
  readonly at: number;
}

/** Decides the status to answer with. */
export type Answer = (request: ReceivedRequest) => Promise<number>;

/** A customer's server: takes POSTs on one loopback address and port. */
export class Receiver {
  private readonly server: Server;

  constructor(private readonly answer: Answer) {
    this.server = createServer((request, response) => {
      this.take(request, response).catch(() => response.destroy());
    });
  }

  /** The address that deliveries must be allowed to reach, as a CIDR. */
  readonly allow = '127.0.0.1/32';

  /** Listens on a free port. @returns the base URL */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const received = {
      path: request.url ?? '/',
      headers: request.headers,
      body: Buffer.concat(chunks),
      at: performance.now(),
    };
    response.writeHead(await this.answer(received)).end();
  }
}
