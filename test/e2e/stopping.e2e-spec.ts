import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { eventually, startTestApp, type TestApp } from './support/index.js';

interface Heard {
  readonly status: number;
  readonly connection: string | undefined;
  readonly body: string;
}

/** One request on a connection that is kept; null when the connection or the server is gone. */
function ask(agent: Agent, url: string, token: string, method = 'GET', body?: string): Promise<Heard | null> {
  return new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const sent = httpRequest(url, { agent, method, headers }, (response) => {
      text(response).then(
        (read) => resolve({ status: response.statusCode ?? 0, connection: response.headers.connection, body: read }),
        () => resolve(null),
      );
    });
    sent.on('error', () => resolve(null));
    sent.end(body);
  });
}

describe('an application that stops', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp((config) => {
      config.delivery.shutdownGraceMs = 20_000;
    });
  });
  afterAll(() => app.close());

  it('waits for no client that keeps its connection, says nothing on it, or goes on asking', async () => {
    const { hostname, port } = new URL(app.url);
    const token = app.config.adminToken ?? '';
    const agents = Array.from({ length: 4 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    const [idle, ...busy] = agents as [Agent, ...Agent[]];
    expect(await ask(idle, `${app.url}/v1/projects`, token)).toMatchObject({ status: 200, connection: 'keep-alive' });
    const silent = connect(Number(port), hostname);
    silent.on('error', () => undefined);
    await once(silent, 'connect');
    const half = connect(Number(port), hostname, () => half.write('POST /v1/projects HTTP/1.1\r\nHost: a\r\n'));
    half.on('error', () => undefined);

    const heard: Heard[] = [];
    const asking = busy.map(async (agent, client) => {
      for (let asked = 0; ; asked += 1) {
        const name = JSON.stringify({ name: `${client}-${asked}` });
        const answer = await ask(agent, `${app.url}/v1/projects`, token, 'POST', name);
        if (answer === null) return;
        heard.push(answer);
      }
    });
    await eventually(
      () => Promise.resolve(heard.length),
      (answers) => answers >= 20,
    );

    const began = performance.now();
    await app.stop();
    // A head that never ends is waited for 15 s, deliveries 20 s, and those who go on asking for ever.
    expect(performance.now() - began).toBeLessThan(12_000);
    await Promise.all(asking);

    // What was answered with 201 is there, what was refused is not, and nobody was left without a word in between.
    expect(new Set(heard.map(({ status }) => status).filter((status) => status !== 201 && status !== 503))).toEqual(
      new Set(),
    );
    for (const refused of heard.filter(({ status }) => status === 503)) {
      expect(refused.connection).toBe('close');
      expect(JSON.parse(refused.body)).toMatchObject({ code: 'stopping' });
    }
    const { rows } = await app.database.pool.query<{ n: number }>('select count(*)::int as n from projects');
    expect(rows[0]?.n).toBeGreaterThanOrEqual(heard.filter(({ status }) => status === 201).length);
    for (const agent of agents) agent.destroy();
  });
});

describe('a process that is told to stop', () => {
  let database: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    database = await createTestDatabase({ migrate: false });
    folder = await mkdtemp(join(tmpdir(), 'posthorn-stopping-'));
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('with %s ends with 0 at once when nothing is under way', async (signal) => {
    const child = spawn(process.execPath, ['dist/src/main.js'], {
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        DATABASE_URL: database.url,
        POSTHORN_STATE_DIR: folder,
        POSTHORN_ADMIN_TOKEN: 'a-token-for-this-test',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    let url = '';
    for await (const line of createInterface(child.stdout)) {
      url = /listening on (http:\S+?)["\s]/.exec(`${line} `)?.[1] ?? '';
      if (url !== '') break;
    }
    const agent = new Agent({ keepAlive: true });
    const { hostname, port } = new URL(url);
    const half = connect(Number(port), hostname, () => half.write('POST /v1/projects HTTP/1.1\r\nHost: a\r\n'));
    half.on('error', () => undefined);
    await once(half, 'connect');
    expect(await ask(agent, `${url}/v1/projects`, 'a-token-for-this-test')).toMatchObject({ status: 200 });
    child.stdout.resume();
    const began = performance.now();
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
    // A head that never ends is waited for 15 s, deliveries 25 s.
    expect(performance.now() - began).toBeLessThan(12_000);
    agent.destroy();
    half.destroy();
  });
});
