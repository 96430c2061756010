import { Agent, request } from 'node:http';

/** What came back, and how long it took in milliseconds. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly ms: number;
}

/** Sends exactly these bytes and headers, which `fetch` would put in order first. */
export class RawClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 16 });

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  send(
    method: string,
    path: string,
    { body, headers }: { body?: string | Uint8Array; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<RawAnswer> {
    const begin = performance.now();
    const { hostname, port } = new URL(this.url);
    return new Promise((resolve, reject) => {
      const outgoing = request({
        agent: this.agent,
        hostname,
        port,
        method,
        path,
        headers: {
          authorization: `Bearer ${this.token}`,
          ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
          ...headers,
        },
        timeout: 10_000,
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer within 10 s`)));
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString('utf8'),
            ms: performance.now() - begin,
          }),
        );
      });
      outgoing.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
