import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A customer's endpoint, which answers 200 to everything. */
export class Receiver {
  readonly requests: ReceivedRequest[] = [];
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer((request, response) => {
      void request.toArray().then((chunks: Buffer[]) => {
        receiver.requests.push({ headers: request.headers, body: Buffer.concat(chunks) });
        response.end();
        server.emit('received');
      });
    });
    const receiver = new Receiver(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** Waits until so many requests have come in all. */
  async received(count: number): Promise<readonly ReceivedRequest[]> {
    while (this.requests.length < count) await once(this.server, 'received', { signal: AbortSignal.timeout(60_000) });
    return this.requests;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
