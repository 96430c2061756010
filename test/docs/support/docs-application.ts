import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '../../support/index.js';
import { ROOT } from '../../support/command-line.js';

/** Seals the secrets of the docs; its commands have it too. */
export const DOCS_KEY = Buffer.alloc(32, 'docs').toString('base64');

const STARTS_WITHIN_MS = 120_000;

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** The application as `npm start` runs it, from what was built, on a database of its own. */
export class DocsApplication {
  private output = '';

  private constructor(
    readonly port: number,
    readonly token: string,
    readonly database: TestDatabase,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {
    const keep = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
  }

  static async start(): Promise<DocsApplication> {
    const database = await createTestDatabase({ migrate: false });
    const folder = await mkdtemp(path.join(tmpdir(), 'posthorn-docs-app-'));
    const port = await freePort();
    const token = randomBytes(24).toString('base64url');
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, ['dist/src/main.js'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH,
        HOME,
        DATABASE_URL: database.url,
        PORT: String(port),
        POSTHORN_ADMIN_TOKEN: token,
        POSTHORN_ENCRYPTION_KEYS: DOCS_KEY,
        POSTHORN_EGRESS_ALLOW: '127.0.0.1/32',
        POSTHORN_STATE_DIR: folder,
        POSTHORN_LOG_LEVEL: 'warn',
        POSTHORN_SHUTDOWN_GRACE_SECONDS: '1',
      },
    });
    const application = new DocsApplication(port, token, database, folder, child);
    await application.ready();
    return application;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** @throws Error with the answer, unless it is 2xx */
  async call<Body>(method: string, route: string, body?: unknown): Promise<Body> {
    const response = await fetch(this.url + route, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${route} answered ${response.status}: ${text}`);
    const json = (response.headers.get('content-type') ?? '').includes('json');
    return (json && text !== '' ? JSON.parse(text) : text) as Body;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await ended;
    }
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + STARTS_WITHIN_MS;
    for (;;) {
      if (this.child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`The application does not start (npm run build?):\n${this.output}`);
      }
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(50);
    }
  }
}
