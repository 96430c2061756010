import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arena } from './arena.js';
import type { Child } from './child.js';

const TOKEN = 'the-admin-token-of-the-fault-tests';

export interface Answer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape of an answer is what the tests assert
  readonly json: any;
}

/** The built application, started again and again on one database with the same keys, and its REST API. */
export class Application {
  /** The process of this moment. */
  child!: Child;
  private url = '';
  private readonly folder = mkdtempSync(join(tmpdir(), 'posthorn-faults-application-'));
  private readonly key = randomBytes(32).toString('base64');

  constructor(
    private readonly arena: Arena,
    private readonly leaseSeconds: number,
  ) {}

  async start(): Promise<void> {
    this.child = await this.arena.application({
      PORT: '0',
      HOME: this.folder,
      POSTHORN_ADMIN_TOKEN: TOKEN,
      POSTHORN_ENCRYPTION_KEYS: this.key,
      POSTHORN_EGRESS_ALLOW: '127.0.0.1/32',
      POSTHORN_LEASE_SECONDS: String(this.leaseSeconds),
      POSTHORN_STATE_DIR: this.folder,
    });
    this.url = String((await this.child.says('url'))['url']);
  }

  /** kill -9, and another process in its place. */
  async killAndStart(): Promise<void> {
    await this.arena.kill(this.child);
    await this.start();
  }

  /** To be called at the end: its files go. */
  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** On a connection of its own: one that is kept would make the server wait for the client at its stop. */
  call(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
      const sent = request(`${this.url}${path}`, { method, headers, agent: false, timeout: 60_000 }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, json: JSON.parse(text) }));
        answer.on('error', reject);
      });
      sent.on('timeout', () => sent.destroy(new Error('No answer')));
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
