import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { AppConfig } from '../../src/config/index.js';
import { startTestApp, type TestApp } from '../e2e/support/index.js';

/** What the limits are for this test; those of the application are longer, and otherwise the same. */
const LIMIT_MS = 1000;
/** Longer than what a test waits for anything. */
const UPLOAD_MS = 60_000;
/** How often Node looks at its connections, and what a busy machine adds. */
const SLACK_MS = 20_000;
const DRIP_MS = 100;

interface Dripped {
  /** Milliseconds that the connection lived; null when it was still open at the end of the test. */
  readonly lived: number | null;
  readonly said: string;
}

describe('a client that takes its time', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp((config) => {
      Object.assign(config.patience, { headersMs: LIMIT_MS, bodyMs: LIMIT_MS, uploadMs: UPLOAD_MS });
    });
  });
  afterAll(() => app.close());

  /** Says `begin` at once and then one byte after the other, as long as anybody listens. */
  async function drip(begin: string, byte: string, patience = LIMIT_MS + SLACK_MS): Promise<Dripped> {
    const began = performance.now();
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    let said = '';
    socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    const closed = new Promise<number>((resolve) => socket.once('close', () => resolve(performance.now() - began)));
    socket.write(begin);
    const timer = setInterval(() => socket.write(byte), DRIP_MS);
    const lived = await Promise.race([closed, sleep(patience, null, { ref: false })]);
    clearInterval(timer);
    socket.destroy();
    return { lived, said };
  }

  const post = (path: string, type: string, token: string | null): string =>
    [
      `POST ${path} HTTP/1.1`,
      'Host: posthorn',
      `Content-Type: ${type}`,
      'Content-Length: 100000',
      ...(token === null ? [] : [`Authorization: Bearer ${token}`]),
      '\r\n',
    ].join('\r\n');

  it('in the head of its request is left', async () => {
    const { lived, said } = await drip('GET /v1/users HTTP/1.1\r\nX-Slow: ', 'a');
    expect(lived).toBeGreaterThanOrEqual(LIMIT_MS * 0.9);
    // A byte that crosses the end of the connection may cost the client what it was told.
    expect(said).toMatch(/^(?:HTTP\/1\.1 408 .*)?$/s);
  });

  it('and says nothing at all is left', async () => {
    expect((await drip('', '')).lived).not.toBeNull();
  });

  it.each(['/v1/events', '/v1/session', '/api/v1/webhooks', '/nowhere'])(
    'in the body of its request to %s is left, with a good token and without one',
    async (path) => {
      const { key } = await app.project();
      for (const token of [key, null]) {
        const { lived } = await drip(post(path, 'application/json', token), ' ');
        expect(`${path} ${String(token === null)} ${String(lived === null)}`).toBe(
          `${path} ${String(token === null)} false`,
        );
      }
    },
  );

  it('in the body of an upload has the longer time of files when it is known, and is left when it is not', async () => {
    const { key } = await app.project();
    const form = 'multipart/form-data; boundary=x';
    const known = await drip(post('/v1/files', form, key), '-', 4 * LIMIT_MS);
    expect(known).toEqual({ lived: null, said: '' });
    const stranger = await drip(post('/v1/files', form, null), '-');
    expect(stranger.said).toMatch(/^HTTP\/1\.1 401 /);
    expect(stranger.lived).not.toBeNull();
  });

  it('does not keep others from being answered, however many of it there are', async () => {
    const { key, client } = await app.project();
    const slow = Array.from({ length: 40 }, (_, index) =>
      drip(post('/v1/events', 'application/json', index % 2 === 0 ? key : null), ' '),
    );
    await sleep(LIMIT_MS / 2);
    const began = performance.now();
    expect((await client.get('/v1/users')).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(SLACK_MS / 2);
    expect((await Promise.all(slow)).filter(({ lived }) => lived === null)).toEqual([]);
  });

  it('has less than a minute for anything but a file', () => {
    const { headersMs, bodyMs, uploadMs } = new AppConfig().patience;
    expect([headersMs < 60_000, bodyMs < 60_000, uploadMs <= 300_000]).toEqual([true, true, true]);
  });
});
