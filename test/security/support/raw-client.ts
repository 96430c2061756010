import { Agent, request } from 'node:http';

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  /** Milliseconds that this process, which is the application's too, has computed meanwhile. */
  readonly cpuMs: number;
}

/** For a machine that others keep busy. */
const PATIENCE_MS = 60_000;

/** What is sent beside method and path. */
export interface RawMessage {
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends exactly these bytes and headers, which `fetch` would put in order first. */
export class RawClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 16 });

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  send(method: string, path: string, message: RawMessage = {}): Promise<RawAnswer> {
    return this.sendBy(this.agent, method, path, message);
  }

  private sendBy(agent: Agent | false, method: string, path: string, message: RawMessage): Promise<RawAnswer> {
    const { body, headers } = message;
    const begin = process.cpuUsage();
    const { hostname, port } = new URL(this.url);
    return new Promise((resolve, reject) => {
      const outgoing = request({
        agent,
        hostname,
        port,
        method,
        path,
        headers: {
          authorization: `Bearer ${this.token}`,
          ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
          ...headers,
        },
        timeout: PATIENCE_MS,
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer in time`)));
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // A server closes what was idle for five seconds, and this process may have computed for as long: the request
        // crosses the end of the connection then, and was not read.
        if (!outgoing.reusedSocket || error.code !== 'ECONNRESET') reject(error);
        else this.sendBy(false, method, path, message).then(resolve, reject);
      });
      outgoing.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString('utf8'),
            cpuMs: process.cpuUsage(begin).user / 1000,
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
