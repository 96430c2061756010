import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { main } from '../main.js';

/** The API of one recovery, as far as the command asks it. */
class RecoveryApi {
  readonly asked: string[] = [];
  status = 'running';
  private readonly server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    void request.toArray().then((chunks: Buffer[]) => {
      const body = Buffer.concat(chunks).toString();
      const dry = body.includes('"dry_run":true');
      this.asked.push(`${request.method ?? ''} ${path}${dry ? ' (dry run)' : ''}`);
      if (path.endsWith('/cancel')) this.status = 'cancelled';
      const counts = { found: 40, failed: 40, skipped: 0, missing: 0, expired: 0, complete: true };
      const job = { id: 'rec_1', status: this.status, found: 40, queued: 10, expired: 0 };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(dry ? { ...counts, until: '2026-01-15T12:00:00Z' } : job));
    });
  });

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** A terminal with somebody who answers, and who presses Ctrl-C. */
class Person {
  shown = '';
  private readonly keyboard = Object.assign(new PassThrough(), { isTTY: true });
  private readonly listeners = new Set<() => void>();

  run(args: readonly string[], url: string): Promise<number> {
    const output = { isTTY: true, columns: 80, write: (text: string) => (this.shown += text) };
    return main(args, {
      environment: { POSTHORN_URL: url, POSTHORN_TOKEN: 'token', NO_COLOR: '1' },
      folder: tmpdir(),
      stdin: this.keyboard,
      stdout: output,
      stderr: output,
      onInterrupt: (listener) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
      },
    });
  }

  async sees(text: string): Promise<void> {
    while (!this.shown.includes(text)) await new Promise((resolve) => setTimeout(resolve, 10));
    this.shown = this.shown.slice(this.shown.indexOf(text) + text.length);
  }

  answers(text: string): void {
    this.keyboard.write(`${text}\n`);
  }

  interrupts(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

describe('posthorn recover at a terminal', () => {
  const args = ['recover', 'hook_1', '--since', '1h'];
  let api: RecoveryApi;
  let url: string;
  let person: Person;
  beforeEach(async () => {
    api = new RecoveryApi();
    url = await api.start();
    person = new Person();
  });
  afterEach(() => api.stop());

  const asked = () => api.asked.map((line) => line.replace('/v1', ''));

  it('asks before it sends anything, and takes silence for a no', async () => {
    for (const answer of ['', 'n', 'no', 'what?']) {
      const running = person.run(args, url);
      await person.sees('40 to send again (40 failed), at 10/s about 4 s. Go on? [y/N]');
      person.answers(answer);
      expect(await running).toBe(1);
    }
    expect(new Set(asked())).toEqual(new Set(['POST /webhooks/hook_1/recover (dry run)']));
  });

  it('asks on Ctrl-C what shall become of the job, and cancels it', async () => {
    const running = person.run(args, url);
    await person.sees('Go on? [y/N]');
    person.answers('y');
    await person.sees('25% 10/40');
    person.interrupts();
    await person.sees('Cancel the recovery (c), leave it to the server (l), or go on watching (Enter)?');
    person.answers('c');
    expect(await running).toBe(0);
    expect(asked().at(-1)).toBe('POST /recoveries/rec_1/cancel');
    await person.sees('rec_1 cancelled, 10 sent again');
  });

  it('goes on watching on Enter, to the end of the job', async () => {
    const running = person.run([...args, '--yes'], url);
    await person.sees('10/40');
    person.interrupts();
    await person.sees('(Enter)?');
    person.answers('');
    api.status = 'completed';
    expect(await running).toBe(0);
    await person.sees('✓ rec_1 completed');
    expect(asked().some((line) => line.includes('cancel'))).toBe(false);
  });

  it('leaves the job alone on a second Ctrl-C, and says how to find it', async () => {
    const running = person.run([...args, '--yes'], url);
    await person.sees('10/40');
    person.interrupts();
    await person.sees('(Enter)?');
    person.interrupts();
    expect(await running).toBe(0);
    await person.sees('posthorn recover --job rec_1');
    expect(asked().some((line) => line.includes('cancel'))).toBe(false);
  });

  it('says that the job goes on when the server is out of reach meanwhile', async () => {
    const running = person.run([...args, '--yes'], url);
    await person.sees('10/40');
    await api.stop();
    expect(await running).toBe(3);
    await person.sees('It goes on in the server. Watch it: posthorn recover --job rec_1.');
    await person.sees('cannot be reached');
    await api.start();
  });
});
