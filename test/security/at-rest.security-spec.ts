import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AesSecretBox } from '@posthorn/webhooks';

import { StartRefusedError, type AppConfig } from '../../src/config/index.js';
import { createLog } from '../../src/logging/index.js';
import { startApp, type RunningApp } from '../../src/start.js';
import { ApiClient, eventually, Receiver, startTestApp, type Json, type TestApp } from '../e2e/support/index.js';
import { bareUuid } from './support/index.js';

const silent = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

describe('a secret at rest', () => {
  let app: TestApp;
  let receiver: Receiver;
  let client: ApiClient;

  beforeAll(async () => {
    app = await startTestApp();
    receiver = await Receiver.start();
    ({ client } = await app.project());
    await app.admin.expect(201, app.admin.post('/v1/event-types', { name: 'thing.happened' }));
  });

  afterAll(async () => {
    await receiver.stop();
    await app.close();
  });

  const create = async (name: string, more: Json = {}): Promise<string> => {
    const body = { url: receiver.url(`/${name}`), events: ['thing.happened'], retry: { schedule: [0] }, ...more };
    return String((await client.expect(201, client.post('/v1/webhooks', body))).id);
  };

  const changed = async (sql: string, values: unknown[]): Promise<void> => {
    expect((await app.database.pool.query(sql, values)).rowCount).toBeGreaterThan(0);
    await app.database.pool.query('update posthorn.configuration set version = version + 1');
  };

  const publishTo = async (...ids: string[]): Promise<Json[]> => {
    const event = await client.expect(201, client.post('/v1/events', { type: 'thing.happened', data: {} }));
    return eventually(
      async () => {
        const { body } = await client.get(`/v1/deliveries?event_id=${String(event.id)}`);
        return (body.deliveries as Json[]).filter(({ webhook_id: id }) => ids.includes(String(id)));
      },
      (found) => found.length === ids.length && found.every(({ status }) => status !== 'pending'),
    );
  };

  const SEALED = {
    'the secret of another webhook': `update posthorn.webhook_secrets set sealed =
      (select sealed from posthorn.webhook_secrets where webhook_id = $1) where webhook_id = $2`,
    'the headers of another webhook': `update posthorn.webhooks set sealed_headers =
      (select sealed_headers from posthorn.webhooks where id = $1) where id = $2`,
    'the password of another webhook': `update posthorn.webhooks set sealed_basic_auth_password =
      (select sealed_basic_auth_password from posthorn.webhooks where id = $1) where id = $2`,
    'a secret that was cut': `update posthorn.webhook_secrets set sealed = substr(sealed, 1, length(sealed) - 1)
      where webhook_id = $2 and $1::uuid is not null`,
    'a secret with one bit turned': `update posthorn.webhook_secrets set sealed = set_bit(sealed, 300, 1 - get_bit(sealed, 300))
      where webhook_id = $2 and $1::uuid is not null`,
    'a secret in the clear': `update posthorn.webhook_secrets set sealed = 'whsec_in_the_clear'::bytea
      where webhook_id = $2 and $1::uuid is not null`,
    'a secret of a key that is gone': `update posthorn.webhook_secrets set sealed = set_byte(sealed, 1, 255 - get_byte(sealed, 1))
      where webhook_id = $2 and $1::uuid is not null`,
  };

  it.each(Object.entries(SEALED))('is bound to its row: with %s nothing is sent, signed or not', async (what, sql) => {
    const name = what.replaceAll(' ', '-');
    const full = { headers: { 'X-Own': 'value' }, basic_auth: { username: 'a', password: 'b' } };
    const [donor, victim] = [await create(`${name}-donor`, full), await create(name, full)];
    expect(await publishTo(donor, victim)).toMatchObject([{ status: 'success' }, { status: 'success' }]);
    await changed(sql, [bareUuid(donor), bareUuid(victim)]);

    const deliveries = await publishTo(donor, victim);
    expect(deliveries.find(({ webhook_id: id }) => id === donor)).toMatchObject({ status: 'success' });
    expect(deliveries.find(({ webhook_id: id }) => id === victim)).toMatchObject({
      status: 'failed',
      failure_reason: 'unsendable',
    });
    const tested = await client.post(`/v1/webhooks/${victim}/test`);
    expect(tested.body.success).not.toBe(true);
    expect(receiver.on(`/${name}`)).toHaveLength(1);
    // A fault of ours is not held against the receiver.
    expect(await client.expect(200, client.get(`/v1/webhooks/${victim}`))).toMatchObject({ active: true });
    for (const id of [donor, victim]) await client.delete(`/v1/webhooks/${id}`);
  });

  it('that does not open is not shown, and the answer says nothing of it', async () => {
    const id = await create('unreadable');
    await changed(SEALED['a secret of a key that is gone'], [bareUuid(id), bareUuid(id)]);
    const answer = await client.get(`/v1/webhooks/${id}/secret`);
    expect(answer.status).toBe(500);
    expect(Object.keys(answer.body).sort()).toEqual(['code', 'detail', 'status', 'title', 'type']);
    await client.delete(`/v1/webhooks/${id}`);
  });

  it('is erased with its webhook', async () => {
    const id = await create('erased', { headers: { 'X-A': 'b' }, basic_auth: { username: 'a', password: 'b' } });
    await client.expect(204, client.delete(`/v1/webhooks/${id}`));
    const { rows } = await app.database.pool.query(
      `select w.sealed_headers, w.sealed_basic_auth_password, (select count(*)::int from posthorn.webhook_secrets s
        where s.webhook_id = w.id) as secrets from posthorn.webhooks w where w.id = $1`,
      [bareUuid(id)],
    );
    expect(rows).toEqual([{ sealed_headers: null, sealed_basic_auth_password: null, secrets: 0 }]);
  });

  it('is revealed with an entry in the audit log, in the same transaction', async () => {
    const id = await create('revealed', { secret: 'a-secret-of-mine' });
    const entries = async (): Promise<Json[]> =>
      (await client.expect(200, client.get('/v1/audit?limit=50'))).entries as Json[];
    expect(await client.expect(200, client.get(`/v1/webhooks/${id}/secret`))).toMatchObject({
      secret: 'a-secret-of-mine',
    });
    expect(
      (await entries()).filter(({ action, target }) => action === 'secret.revealed' && target === id),
    ).toHaveLength(1);
    await client.expect(200, client.post(`/v1/webhooks/${id}/secret/rotate`, { grace_seconds: 60 }));
    await client.expect(200, client.post(`/v1/webhooks/${id}/pause`));
    expect((await entries()).slice(0, 4).map(({ action }) => action)).toEqual([
      'webhook.paused',
      'secret.rotated',
      'secret.revealed',
      'webhook.created',
    ]);
    // Where no entry can be written nothing is revealed.
    await app.database.pool.query(
      `alter table posthorn.audit add constraint closed check (action <> 'secret.revealed') not valid`,
    );
    try {
      const answer = await client.get(`/v1/webhooks/${id}/secret`);
      expect(answer.status).toBe(500);
      expect(JSON.stringify(answer.body)).not.toContain('whsec_');
    } finally {
      await app.database.pool.query('alter table posthorn.audit drop constraint closed');
      await client.delete(`/v1/webhooks/${id}`);
    }
  });

  it('is audited for replays, too, with who asked for them', async () => {
    const id = await create('replayed');
    const [delivery] = await publishTo(id);
    await client.expect(201, client.post(`/v1/deliveries/${String(delivery?.id)}/replay`));
    await client.expect(200, client.post('/v1/deliveries/replay', { ids: [delivery?.id] }));
    const { entries } = await client.expect(200, client.get('/v1/audit?limit=2'));
    const entry = {
      action: 'delivery.replayed',
      target: delivery?.id,
      actor: expect.stringMatching(/^key_/) as unknown,
    };
    expect(entries).toMatchObject([entry, entry]);
    await client.delete(`/v1/webhooks/${id}`);
  });
});

describe('the encryption keys', () => {
  const [first, second] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
  let app: TestApp;
  let receiver: Receiver;

  beforeAll(async () => {
    app = await startTestApp((config) => {
      config.encryptionKeys = [first];
    });
    receiver = await Receiver.start();
  });

  afterAll(async () => {
    await receiver.stop();
    await app.close();
  });

  const restarted = (encryptionKeys: readonly string[]): Promise<RunningApp> =>
    startApp({ ...app.config, encryptionKeys, port: 0 }, createLog('silent', silent()));

  it('are rotated newest first: the new one seals, the old one opens, without it nothing is sent', async () => {
    const { client } = await app.project();
    const made = await client.expect(
      201,
      client.post('/v1/webhooks', { url: receiver.url('/rotated'), events: ['*'], secret: 'the-old-secret' }),
    );
    const id = String(made.id);
    const sealedBy = async (keys: readonly string[]): Promise<boolean[]> => {
      const { rows } = await app.database.pool.query<{ sealed: Buffer }>(
        'select sealed from posthorn.webhook_secrets where webhook_id = $1 order by created_at',
        [bareUuid(id)],
      );
      return rows.map(({ sealed }) => new AesSecretBox(keys).isCurrent(sealed));
    };
    const key = client;
    await app.stop();

    const both = await restarted([second, first]);
    const over = new ApiClient(both.url, tokenOf(key));
    expect(await over.expect(200, over.get(`/v1/webhooks/${id}/secret`))).toMatchObject({ secret: 'the-old-secret' });
    expect(await over.expect(200, over.post(`/v1/webhooks/${id}/test`))).toMatchObject({ success: true });
    expect(await sealedBy([second])).toEqual([false]);
    await over.expect(200, over.post(`/v1/webhooks/${id}/secret/rotate`, { grace_seconds: 600 }));
    expect(await sealedBy([second])).toEqual([false, true]);
    await both.close();

    const without = await restarted([second]);
    const blind = new ApiClient(without.url, tokenOf(key));
    expect((await blind.get(`/v1/webhooks/${id}/secret`)).status).toBe(500);
    expect((await blind.post(`/v1/webhooks/${id}/test`)).body.success).not.toBe(true);
    await without.close();
    expect(receiver.on('/rotated')).toHaveLength(1);
  });

  it.each([['no key', { production: true, encryptionKeys: null }]] as const)(
    'stop a start in production with %s',
    async (_what, wrong: Partial<AppConfig>) => {
      const start = startApp({ ...app.config, ...wrong, port: 0 }, createLog('silent', silent()));
      await expect(start).rejects.toBeInstanceOf(StartRefusedError);
    },
  );

  it.each([['c2hvcnQ='], [''], ['not base64']])('that are none stop the start: %s', async (key) => {
    await expect(restarted([key])).rejects.toThrow(/key/i);
  });
});

function tokenOf(client: ApiClient): string {
  return (client as unknown as { token: string }).token;
}
