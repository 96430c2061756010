import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyWebhook, type SchemeName } from '@posthorn/signing';
import { USER_AGENT } from '@posthorn/webhooks';

import { createLog } from '../../src/logging/index.js';
import { startApp } from '../../src/start.js';
import { posthorn, posthornHere, type Ended } from '../support/command-line.js';
import { RunningCommand } from '../support/running-command.js';
import { Receiver, startTestApp, type ApiClient, type Json, type Received, type TestApp } from './support/index.js';

let app: TestApp;
let receiver: Receiver;

beforeAll(async () => {
  [app, receiver] = await Promise.all([
    // Nothing is delivered there: the tunnel sends to where the server itself may not.
    startTestApp((config) => {
      config.delivery.egressAllow = [];
    }),
    Receiver.start(),
  ]);
});

afterAll(async () => {
  await receiver.stop();
  await app.close();
});

const environment = (token: string) => ({ POSTHORN_URL: app.url, POSTHORN_TOKEN: token });
const listening = async (key: string, ...args: string[]): Promise<RunningCommand> => {
  const command = RunningCommand.posthorn(['listen', ...args], { environment: environment(key) });
  await command.shows(/waiting for events/);
  return command;
};
const once = (key: string, ...args: string[]): Promise<Ended> =>
  posthorn(['listen', ...args, '--once'], { environment: environment(key) });

const create = async (client: ApiClient, name: string): Promise<void> => {
  await client.expect(201, client.post('/v1/users', { name, email: `${name.toLowerCase()}@example.com` }));
};

const verified = (scheme: SchemeName, secrets: string, { headers, body }: Received, url?: string): boolean =>
  verifyWebhook(scheme, { headers, body, secrets, now: Math.floor(Date.now() / 1000), ...(url ? { url } : {}) }).valid;

describe('posthorn listen', () => {
  it('forwards what is published, once and signed, though nobody has a webhook and no port is open', async () => {
    const { client, key } = await app.project();
    const other = await app.project('Other');
    await create(client, 'Before');
    const command = await listening(key, '--forward', receiver.url('/hook'));
    const [, secret = ''] = await command.shows(/signing secret (whsec_\S+)/);
    await create(client, 'Ada');
    await create(other.client, 'Foreign');
    await command.shows(/✓ user\.created evt_\w+ → 200 \d+ ms/);
    await create(client, 'Grace');
    const requests = await receiver.waitFor('/hook', 2);
    const ended = await command.interrupt();
    expect(ended.code).toBe(0);
    expect(receiver.on('/hook')).toHaveLength(2);
    const names = requests.map(({ body }) => ((JSON.parse(body) as Json).data as Json).name);
    expect(names).toEqual(['Ada', 'Grace']);
    for (const request of requests) {
      expect(verified('standard-webhooks', secret, request)).toBe(true);
      expect(verified('standard', secret, request)).toBe(true);
      expect(request.headers['x-posthorn-event']).toMatch(/^evt_/);
      expect(request.headers['content-type']).toBe('application/json');
      expect(request.headers['user-agent']).toBe(USER_AGENT);
    }
  });

  it.each([
    'standard-webhooks',
    'backendify',
    'fluxbase',
    'appwrite',
    'classic',
    'appwrite-native',
    'fluxbase-native',
  ] as const)('speaks %s, and keeps the secret of its token', async (dialect) => {
    const { client, key } = await app.project();
    await create(client, 'Ada');
    const url = receiver.url(`/${dialect}`);
    const ended = await once(key, '--forward', url, '--dialect', dialect, '--replay', '1');
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/✓ user\.created/) });
    const [, secret = ''] = /signing secret (whsec_\S+)/.exec(ended.stderr) ?? [];
    const [request] = await receiver.waitFor(`/${dialect}`, 1);
    expect(verified(dialect, secret, request!, url)).toBe(true);
  });

  it('shows a failure with what the receiver said, harmless to the terminal, and the way to send it once more', async () => {
    const { client, key } = await app.project();
    receiver.answerWith('/failing', 500);
    const command = await listening(key, '--forward', receiver.url('/failing'));
    await create(client, 'Ada');
    const [, event = ''] = await command.shows(/✗ user\.created (evt_\w+) → 500 \d+ ms thanks/);
    await command.shows(new RegExp(`--replay ${event} --once`));
    expect((await command.interrupt()).code).toBe(0);
    const again = await once(key, '--forward', receiver.url('/failing'), '--replay', event, '--json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({
      event: { id: event },
      forwarded: true,
      response: { status_code: 200 },
    });
    const refused = await once(key, '--forward', 'http://127.0.0.1:9/hook', '--replay', event);
    expect(refused).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/✗ user\.created evt_\w+ → Connection refused/),
    });
  });

  it('forwards only what is named, signed with a secret of a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'posthorn-listen-'));
    const { client, key } = await app.project();
    await writeFile(join(folder, 'secret'), 'a-secret-of-mine\n');
    await create(client, 'Ada');
    const options = ['--forward', receiver.url('/named'), '--secret-file', join(folder, 'secret')];
    const unheard = await once(key, ...options, '--events', 'project.*', '--replay', '1');
    expect(unheard).toMatchObject({ code: 0, stdout: expect.stringContaining('not forwarded') });
    expect(receiver.on('/named')).toEqual([]);
    const heard = await once(key, ...options, '--events', 'user.*', '--replay', '1');
    expect(heard.stderr).not.toContain('a-secret-of-mine');
    const [request] = await receiver.waitFor('/named', 1);
    expect(verified('standard', 'a-secret-of-mine', request!)).toBe(true);
    await rm(folder, { recursive: true });
  });

  it('waits for a server that is restarted, and misses nothing meanwhile', async () => {
    const own = await startTestApp();
    const { client, key } = await own.project();
    const command = RunningCommand.posthorn(['listen', '--json'], {
      environment: { POSTHORN_URL: own.url, POSTHORN_TOKEN: key },
    });
    // With --json nothing is said until an event comes.
    for (let round = 0; !command.stdout.includes('Early'); round += 1) {
      await create(client, `Early${round}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    const config = { ...own.config, port: Number(new URL(own.url).port) };
    await own.stop();
    await own.database.pool.query(
      `select posthorn.publish(project_id, 'user.created', data::json) from posthorn.events where type = 'user.created' limit 1`,
    );
    const again = await startApp(config, createLog('silent'));
    const { rows } = await own.database.pool.query<{ id: string }>(
      `select replace(id::text, '-', '') as id from posthorn.events order by id desc limit 1`,
    );
    await command.shows(new RegExp(`evt_${rows[0]!.id}`));
    expect((await command.interrupt()).code).toBe(0);
    await again.close();
    await own.close();
  });

  it('refuses what makes no sense, before it connects', async () => {
    const { key } = await app.project();
    for (const [args, message] of [
      [['--forward', 'localhost'], '--forward has to be a URL'],
      [['--dialect', 'classic'], 'needs --forward'],
      [['--once'], '--once needs --replay'],
      [['--replay', 'everything'], '--replay takes'],
    ] as const) {
      const ended = await posthornHere(['listen', ...args], { environment: environment(key) });
      expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
    }
  });

  it('refuses what no webhook could have before it waits for events, in the words of the server', async () => {
    const { key } = await app.project();
    for (const [args, message] of [
      [['--dialect', 'morse'], /no dialect "morse"[^]*standard, /],
      [['--events', 'nope nope'], /"nope nope" is not an event name/],
      [['--events', 'usr.created'], /Did you mean "user.created"/],
      [['--events', ','], /Name at least one event/],
    ] as const) {
      const command = ['listen', '--forward', receiver.url('/x'), ...args];
      const ended = await posthornHere(command, { environment: environment(key) });
      expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(message) });
      expect(ended.stderr).not.toContain('forwarding');
    }
  });
});
