import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPg } from '@posthorn/database';
import { verifyWebhook } from '@posthorn/signing';
import { AesSecretBox, resealSecrets, SEALED_PLACES } from '@posthorn/webhooks';

import { createLog } from '../../src/logging/index.js';
import { startApp, type RunningApp } from '../../src/start.js';
import { ApiClient, eventually, Receiver, startTestApp, type Json, type TestApp } from '../e2e/support/index.js';
import { posthorn, type Ended } from '../support/command-line.js';

const [older, newer] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const WEBHOOKS = 30;

describe('posthorn keys reseal', () => {
  let app: TestApp;
  let receiver: Receiver;
  let key: string;
  const secrets = new Map<string, string>();

  beforeAll(async () => {
    receiver = await Receiver.start();
    app = await startTestApp((config) => {
      config.encryptionKeys = [older];
    });
    const project = await app.project();
    key = project.key;
    for (let index = 0; index < WEBHOOKS; index += 1) {
      const made = await project.client.expect(
        201,
        project.client.post('/v1/webhooks', {
          url: receiver.url(`/w${index}`),
          events: ['user.created'],
          headers: { 'X-Custom': `custom ${index}` },
          basic_auth: { username: 'someone', password: `password ${index}` },
        }),
      );
      secrets.set(`/w${index}`, String(made.secret));
    }
  });

  afterAll(async () => {
    await receiver.stop();
    await app.close();
  });

  const reseal = (keys: string, ...args: string[]): Promise<Ended> =>
    posthorn(['keys', 'reseal', '--database-url', app.database.url, ...args], {
      environment: { POSTHORN_ENCRYPTION_KEYS: keys },
    });

  const sealedByNewest = async (): Promise<boolean[]> => {
    const box = new AesSecretBox([newer]);
    const { rows } = await app.database.pool.query<{ sealed: Buffer }>(
      SEALED_PLACES.map(
        ({ table, column }) => `select ${column} as sealed from posthorn.${table} where ${column} is not null`,
      ).join(' union all '),
    );
    return rows.map(({ sealed }) => box.isCurrent(sealed));
  };

  const restarted = (encryptionKeys: readonly string[]): Promise<RunningApp> =>
    startApp({ ...app.config, encryptionKeys, port: 0 }, createLog('silent'));

  const publish = async (url: string, name: string): Promise<void> => {
    const client = new ApiClient(url, key);
    await client.expect(201, client.post('/v1/users', { name, email: 'ada@example.com' }));
  };

  /** All webhooks got the event of this name, signed with their secrets, with headers and password. */
  const delivered = async (count: number): Promise<void> => {
    for (const [path, secret] of secrets) {
      const request = (await receiver.waitFor(path, count)).at(-1)!;
      const { headers, body } = request;
      const now = Math.floor(Date.now() / 1000);
      expect(verifyWebhook('standard-webhooks', { headers, body, secrets: secret, now }).valid).toBe(true);
      const index = path.slice(2);
      expect(headers['x-custom']).toBe(`custom ${index}`);
      expect(Buffer.from((headers.authorization ?? '').slice(6), 'base64').toString()).toBe(
        `someone:password ${index}`,
      );
    }
  };

  it('knows every place where something is sealed', async () => {
    const { rows } = await app.database.pool.query<{ place: string }>(
      `select table_name || '.' || column_name as place from information_schema.columns
       where table_schema = 'posthorn' and data_type = 'bytea'
         and (column_name like '%sealed%' or table_name in ('webhooks', 'webhook_secrets'))`,
    );
    expect(rows.map(({ place }) => place).sort()).toEqual(
      SEALED_PLACES.map((each) => `${each.table}.${each.column}`).sort(),
    );
  });

  it('refuses to begin without keys, and leaves alone what it cannot open', async () => {
    expect(await reseal('')).toMatchObject({ code: 2, stderr: expect.stringContaining('POSTHORN_ENCRYPTION_KEYS') });
    expect(await reseal('c2hvcnQ=')).toMatchObject({ code: 2, stderr: expect.stringContaining('32 bytes') });
    const blind = await reseal(newer, '--json');
    expect(blind.code).toBe(1);
    expect(JSON.parse(blind.stdout)).toMatchObject({
      total: 3 * WEBHOOKS,
      resealed: 0,
      unreadable: 3 * WEBHOOKS,
      complete: false,
    });
    expect((await sealedByNewest()).some(Boolean)).toBe(false);
  });

  it('goes on where it was broken off', async () => {
    const controller = new AbortController();
    const report = await resealSecrets({
      database: fromPg(app.database.pool),
      schema: 'posthorn',
      keys: [newer, older],
      signal: controller.signal,
      onProgress: ({ resealed }) => {
        if (resealed > 0) controller.abort();
      },
    });
    expect(report.resealed).toBe(WEBHOOKS);
    expect((await sealedByNewest()).filter(Boolean)).toHaveLength(WEBHOOKS);
  });

  it('seals everything anew while the application sends, after which the older key may go', async () => {
    await app.stop();
    const both = await restarted([newer, older]);
    await publish(both.url, 'First');
    await delivered(1);
    const [ended] = await Promise.all([
      reseal(`${newer},${older}`),
      publish(both.url, 'Second'),
      publish(both.url, 'Third'),
    ]);
    expect(ended).toMatchObject({
      code: 0,
      stdout: `✓ ${2 * WEBHOOKS} sealed anew, ${WEBHOOKS} by the newest key already\n  Every key but the first may be taken away.\n`,
    });
    expect(ended.stdout + ended.stderr).not.toContain(older);
    await delivered(3);
    expect((await sealedByNewest()).every(Boolean)).toBe(true);
    await both.close();

    const alone = await restarted([newer]);
    await publish(alone.url, 'Fourth');
    await delivered(4);
    await alone.close();
    const again = await reseal(newer, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ resealed: 0, current: 3 * WEBHOOKS, complete: true });
  });

  it('does not bring back a secret that is replaced at the same moment', async () => {
    const client = await app.database.pool.connect();
    const { rows } = await client.query<{ id: string; sealed: Buffer }>(
      'select id, sealed from posthorn.webhook_secrets limit 1',
    );
    const row = rows[0]!;
    const next = randomBytes(32).toString('base64');
    await client.query('begin');
    await client.query(`update posthorn.webhook_secrets set sealed = $2 where id = $1`, [
      row.id,
      Buffer.from('replaced meanwhile'),
    ]);
    const running = resealSecrets({ database: fromPg(app.database.pool), schema: 'posthorn', keys: [next, newer] });
    // It has read the old value, and waits to replace it.
    await eventually(
      () =>
        app.database.pool.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        ),
      ({ rowCount }) => rowCount !== 0,
    );
    await client.query('commit');
    client.release();
    expect(await running).toMatchObject({ replaced: 1, unreadable: 0 });
    const after = await app.database.pool.query<Json>('select sealed from posthorn.webhook_secrets where id = $1', [
      row.id,
    ]);
    expect(String(after.rows[0]?.sealed)).toBe('replaced meanwhile');
  });
});
