import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CliError, EXIT } from '../cli.errors.js';

/** What is asked of a process that serves nothing else. */
export interface HealthPorts {
  /** What keeps it from working, in words; empty when it is ready. */
  readonly problems: () => Promise<readonly string[]>;
  /** In the text format of Prometheus. */
  readonly metrics: () => Promise<string>;
}

/** `/healthz`, `/readyz` and `/metrics` of a dispatcher. */
export class HealthServer {
  private constructor(private readonly server: Server) {}

  /** @throws CliError `port_unusable` */
  static async listen(port: number, host: string, ports: HealthPorts): Promise<HealthServer> {
    const server = createServer(answering(ports));
    // A scraper that hangs must not hold up the end.
    server.keepAliveTimeout = 5000;
    server.listen(port, host);
    try {
      await once(server, 'listening');
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new CliError('port_unusable', `Port ${port} cannot be used: ${reason}. Give another: --port`, EXIT.failed, {
        cause,
      });
    }
    return new HealthServer(server);
  }

  get url(): string {
    const { address, family, port } = this.server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

function answering({ problems, metrics }: HealthPorts): RequestListener {
  const routes: Readonly<Record<string, () => Promise<readonly [status: number, type: string, body: string]>>> = {
    '/healthz': async () => [200, 'application/json', JSON.stringify({ status: 'ok' })],
    '/readyz': async () => {
      const found = await problems();
      const status = found.length === 0 ? 'ok' : 'error';
      return [found.length === 0 ? 200 : 503, 'application/json', JSON.stringify({ status, problems: found })];
    },
    '/metrics': async () => [200, 'text/plain; version=0.0.4; charset=utf-8', await metrics()],
  };
  return (request, response) => {
    const path = (request.url ?? '').replace(/\?.*$/s, '');
    const route = Object.hasOwn(routes, path) && /^(GET|HEAD)$/.test(request.method ?? '') ? routes[path] : undefined;
    const answer =
      route?.() ?? Promise.resolve([404, 'application/json', JSON.stringify({ status: 'not found' })] as const);
    answer
      .catch(() => [503, 'application/json', JSON.stringify({ status: 'error' })] as const)
      .then(
        ([status, type, body]) => {
          response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
          response.end(request.method === 'HEAD' ? undefined : body);
        },
        () => response.destroy(),
      );
  };
}
