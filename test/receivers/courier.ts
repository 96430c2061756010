import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A delivery whose body holds this is changed on the way. */
export const TAMPER = 'change me on the way';

/**
 * Stands in front of a receiver under an address that is known before the receiver starts, and hands over every request
 * byte by byte, headers and all; only bodies that hold `TAMPER` arrive as others than they were sent.
 */
export class Courier {
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Courier> {
    const courier = new Courier(createServer());
    await new Promise<void>((resolve) => courier.server.listen(0, '127.0.0.1', resolve));
    return courier;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** @param target what stands in front of the path from now on */
  deliverTo(target: string): void {
    this.server.on('request', (request, response) => void deliver(request, response, target));
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

async function deliver(request: IncomingMessage, response: ServerResponse, target: string): Promise<void> {
  const body = await buffer(request);
  const changed = body.includes(TAMPER) ? Buffer.from(body.toString().replace(TAMPER, TAMPER.toUpperCase())) : body;
  const { method = 'POST', headers, url = '' } = request;
  const onwards = forward(target + url, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onwards.on('error', (error) => response.writeHead(502).end(error.message));
  onwards.end(changed);
}
