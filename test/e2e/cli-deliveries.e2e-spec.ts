import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { posthorn, type Ended } from '../support/command-line.js';
import { RunningCommand } from '../support/running-command.js';
import { eventually, Receiver, startTestApp, type ApiClient, type Json, type TestApp } from './support/index.js';

let app: TestApp;
let receiver: Receiver;
let folder: string;

beforeAll(async () => {
  [app, receiver] = await Promise.all([startTestApp(), Receiver.start()]);
  folder = await mkdtemp(join(tmpdir(), 'posthorn-cli-'));
});

afterAll(async () => {
  await receiver.stop();
  await app.close();
  await rm(folder, { recursive: true });
});

const environment = (token: string) => ({ POSTHORN_URL: app.url, POSTHORN_TOKEN: token });
const run = (token: string, ...args: string[]): Promise<Ended> =>
  posthorn(args, { folder, environment: environment(token) });
const lines = (text: string): Json[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Json);

const webhook = async (client: ApiClient, path: string, more: Json = {}): Promise<string> => {
  const body = { url: receiver.url(path), events: ['user.created'], retry: { schedule: [0] }, ...more };
  return String((await client.expect(201, client.post('/v1/webhooks', body))).id);
};

describe('posthorn trigger', () => {
  it('publishes the example of the catalog, and says what became of it', async () => {
    const { client, key } = await app.project();
    await webhook(client, '/taken');
    const ended = await run(key, 'trigger', 'user.created', '--wait');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/✓ published user\.created evt_\w+\n✓ user\.created → hook_\w+ 200 \d+ ms del_\w+\n/);
    const [request] = await receiver.waitFor('/taken', 1);
    expect(JSON.parse(request!.body)).toMatchObject({ type: 'user.created', data: { email: expect.any(String) } });
  });

  it('exits with 1 when a receiver refuses, and shows with what', async () => {
    const { client, key } = await app.project();
    receiver.answerWith('/refused', 500);
    await webhook(client, '/refused');
    const ended = await run(key, 'trigger', 'user.created', '--wait', '--json');
    expect(ended.code).toBe(1);
    expect(lines(ended.stdout)[0]).toMatchObject({
      event: { type: 'user.created' },
      webhooks: [{ outcome: 'failed', deliveries: [{ status: 'failed', status_code: 500 }] }],
    });
  });

  it('takes a payload from the command line, a file and standard input', async () => {
    const { client, key } = await app.project();
    const [event] = (await client.expect(200, client.get('/v1/event-types?limit=50'))).event_types as Json[];
    const types = (await client.expect(200, client.get('/v1/event-types/user.created'))).example as Json;
    expect(event).toBeDefined();
    await writeFile(join(folder, 'user.json'), JSON.stringify({ ...types, name: 'of a file' }));
    const inline = run(
      key,
      'trigger',
      'user.created',
      '--json',
      '--data',
      JSON.stringify({ ...types, name: 'inline' }),
    );
    const file = run(key, 'trigger', 'user.created', '--json', '--data', '@user.json');
    const piped = RunningCommand.posthorn(['trigger', 'user.created', '--json', '--data', '-'], {
      environment: environment(key),
      input: JSON.stringify({ ...types, name: 'piped' }),
    }).end();
    const names = (await Promise.all([inline, file, piped])).map(({ stdout }) => (lines(stdout)[0]?.data as Json).name);
    expect(names).toEqual(['inline', 'of a file', 'piped']);
  });

  it('names the nearest types, and the wrong fields one by one', async () => {
    const { key } = await app.project();
    expect(await run(key, 'trigger', 'user.creatd')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The nearest: user.created'),
    });
    const wrong = await run(key, 'trigger', 'user.created', '--data', '{"id":5}');
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(/^error \d fields are not valid.*\n {2}data\.id: id must be a string\n/);
    expect(wrong.stderr).not.toMatch(/\n\s+at /);
    const broken = await run(key, 'trigger', 'user.created', '--data', '{"id":');
    expect(broken).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error --data is no JSON/) });
  });
});

describe('posthorn tail', () => {
  it('shows what has ended and what ends, until Ctrl-C, which is no failure', async () => {
    const { client, key } = await app.project();
    receiver.answerWith('/tailed', 200, 503);
    await webhook(client, '/tailed');
    await run(key, 'trigger', 'user.created', '--wait');
    const tail = RunningCommand.posthorn(['tail'], { environment: environment(key) });
    await tail.shows(/✓ user\.created → hook_\w+ 200/);
    await tail.shows(/watching http/);
    await run(key, 'trigger', 'user.created');
    await tail.shows(/✗ user\.created → hook_\w+ HTTP 503/);
    const ended = await tail.interrupt();
    expect(ended.code).toBe(0);
    expect(ended.stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  it('prints one JSON value a line, of the failed ones alone when asked, and ends with its reader', async () => {
    const { client, key } = await app.project();
    receiver.answerWith('/mixed', 200, 500, 500);
    await webhook(client, '/mixed');
    for (let index = 0; index < 3; index += 1) await run(key, 'trigger', 'user.created', '--wait');
    const once = await run(key, 'tail', '--once', '--failed', '--json');
    expect(lines(once.stdout).map(({ status }) => status)).toEqual(['failed', 'failed']);
    const live = RunningCommand.posthorn(['tail', '--json', '--lines', '1'], { environment: environment(key) });
    await live.shows(/"status"/);
    live.stopReading();
    await run(key, 'trigger', 'user.created');
    expect(await live.end()).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('posthorn replay', () => {
  it('sends again what it is given, by name or on standard input, and says which it could not', async () => {
    const { client, key } = await app.project();
    await webhook(client, '/again');
    await run(key, 'trigger', 'user.created', '--wait');
    const [delivery] = lines((await run(key, 'tail', '--once', '--json')).stdout);
    const id = String(delivery?.id);
    const named = await run(key, 'replay', id, 'del_nonsense');
    expect(named.code).toBe(1);
    expect(named.stdout).toMatch(new RegExp(`✓ ${id} → del_\\w+\\n✗ del_nonsense There is no such delivery`));
    expect(named.stderr).toBe('1 of 2 are sent again\n');
    const piped = RunningCommand.posthorn(['replay', '-', '--json'], {
      environment: environment(key),
      input: `${id}\n`,
    });
    expect(lines((await piped.end()).stdout)).toMatchObject([{ id, delivery: { replay_of: expect.any(String) } }]);
    expect(await receiver.waitFor('/again', 3)).toHaveLength(3);
  });

  it('has done its work when the pipe names nothing', async () => {
    const { key } = await app.project();
    const ended = await RunningCommand.posthorn(['replay', '-'], { environment: environment(key), input: '\n' }).end();
    expect(ended).toMatchObject({ code: 0, stdout: '', stderr: 'Nothing to replay: the input names no delivery\n' });
  });
});

describe('posthorn recover', () => {
  /** A webhook that has failed so many times, and works again. */
  const failed = async (path: string, count: number) => {
    const { client, key } = await app.project();
    receiver.answerWith(path, ...Array.from({ length: count }, () => 500));
    const id = await webhook(client, path);
    const example = (await client.expect(200, client.get('/v1/event-types/user.created'))).example;
    for (let index = 0; index < count; index += 1) {
      await client.expect(201, client.post('/v1/events', { type: 'user.created', data: example }));
    }
    // Answered is not yet stored, and only what is stored can be recovered.
    const stored = () => client.expect(200, client.get(`/v1/webhooks/${id}/deliveries?status=failed`));
    await eventually(stored, ({ deliveries }) => (deliveries as unknown[]).length === count);
    return { client, key, id };
  };

  it('counts first, sends nothing without a yes, and then everything', async () => {
    const { key, id } = await failed('/counted', 3);
    const dry = await run(key, 'recover', id, '--since', '1h', '--dry-run');
    expect(dry).toMatchObject({ code: 0, stdout: '• 3 to send again (3 failed), at 10/s about 1 s\n' });
    const unasked = await run(key, 'recover', id, '--since', '1h');
    expect(unasked).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('give --yes, or --dry-run') });
    expect(receiver.on('/counted')).toHaveLength(3);
    const done = await run(key, 'recover', id, '--since', '1h', '--yes', '--rate', '100');
    expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(/^✓ rec_\w+ completed, 3 sent again/) });
    await receiver.waitFor('/counted', 6);
    expect((await run(key, 'recover', id, '--since', '1h', '--yes')).stdout).toBe('✓ nothing to send again\n');
  });

  it('goes on in the server when the watching ends, and can be watched and ended from elsewhere', async () => {
    const { key, id, client } = await failed('/slowly', 6);
    const watching = RunningCommand.posthorn(['recover', id, '--since', '1h', '--yes', '--rate', '1'], {
      environment: environment(key),
    });
    await receiver.waitFor('/slowly', 7);
    // What is left comes in an hour: programs take their time to start, longer than six deliveries at one a second.
    await app.database.pool.query(`update posthorn.recoveries set scheduled_until = now() + interval '1 hour'`);
    const left = await watching.interrupt();
    expect(left).toMatchObject({ code: 0, stdout: '' });
    const [, job = ''] = /posthorn recover --job (rec_\w+)/.exec(left.stderr) ?? [];
    expect(await client.expect(200, client.get(`/v1/recoveries/${job}`))).toMatchObject({ status: 'running' });
    const cancelled = await run(key, 'recover', '--job', job, '--cancel');
    expect(cancelled).toMatchObject({ code: 0, stdout: expect.stringMatching(/^• rec_\w+ cancelled/) });
    expect((await run(key, 'recover', '--job', job)).stdout).toMatch(/cancelled/);
  });

  it('refuses what is no time and no webhook, in words', async () => {
    const { key } = await app.project();
    const strange = await run(key, 'recover', 'hook_x', '--since', 'yesterday');
    expect(strange).toMatchObject({ code: 2, stderr: expect.stringContaining('30m, 2h or 5d') });
    const unknown = await run(key, 'recover', 'hook_x', '--since', '2h');
    expect(unknown).toMatchObject({ code: 1, stderr: 'error There is no such webhook.\n' });
  });
});

describe('a command of the API', () => {
  it('says what is wrong with its token and where it comes from', async () => {
    const { key } = await app.project();
    expect(await posthorn(['tail', '--once'], { folder, environment: { POSTHORN_URL: app.url } })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('POSTHORN_TOKEN'),
    });
    expect(await run('phk_wrong', 'tail', '--once')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/not accepted/),
    });
    const file = join(folder, 'token');
    await writeFile(file, `${key}\n`);
    const byFile = { folder, environment: { POSTHORN_URL: app.url, POSTHORN_TOKEN: 'phk_wrong' } };
    expect(await posthorn(['tail', '--once', '--token-file', file], byFile)).toMatchObject({ code: 0, stderr: '' });
    const missing = await posthorn(['tail', '--token-file', `${file}-none`], byFile);
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be read') });
  });

  it('tells a server that is down from one that is something else', async () => {
    const stranger = createServer((_request, response) => response.end('<html>hello</html>'));
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
    const other = await posthorn(['tail', '--once', '--url', url], { folder, environment: environment('x') });
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining("not as Posthorn's API does") });
    await new Promise((resolve) => stranger.close(resolve));
    const down = await posthorn(['tail', '--once', '--url', url, '--json'], { folder, environment: environment('x') });
    expect(down).toMatchObject({ code: 3, stderr: '' });
    expect(lines(down.stdout)).toMatchObject([{ error: { code: 'api_unreachable' } }]);
  });
});
