import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApi, type Api } from './api-support.js';

const body = { url: 'https://example.com/', events: ['user.created'] };

describe('Idempotency-Key', () => {
  let api: Api;

  beforeAll(async () => {
    api = await startApi();
  });

  afterAll(() => api.close());

  const create = (key: string, fields: object = {}, token = 'p1', path = '/v1/webhooks') =>
    api.call('POST', path, { ...body, ...fields }, { token, headers: { 'idempotency-key': key } });

  it('answers a repeat as the first did, without the secret, and does the work once', async () => {
    const first = await create('k1');
    const again = await create('k1');
    const { secret, ...rest } = first.body as Record<string, unknown>;
    expect(secret).toMatch(/^whsec_/);
    expect([again.status, again.body]).toEqual([201, rest]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const { rows } = await api.db.pool.query<{ row: string }>('select k::text as row from posthorn.idempotency_keys k');
    expect(rows.map((entry) => entry.row).join()).not.toContain((secret as string).slice(6));
  });

  it('does the work once for requests that run at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => create('k2')));
    expect(new Set(answers.filter((answer) => answer.status === 201).map((answer) => answer.body.id)).size).toBe(1);
    expect(
      answers
        .filter((answer) => answer.status !== 201)
        .every((answer) => answer.body.code === 'idempotency_key_in_use'),
    ).toBe(true);
  });

  it('refuses another body under the same key, and keeps keys of callers and routes apart', async () => {
    const first = await create('k3');
    expect((await create('k3', { name: 'other' })).body).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    expect((await create('k3', {}, 'p2')).body.id).not.toBe(first.body.id);
    const elsewhere = await create('k3', {}, 'p1', `/v1/webhooks/${first.body.id}/pause`);
    expect(elsewhere.body).toMatchObject({ status: 'paused' });
  });

  it('means one route by all spellings of its path, and different ones by their parameters', async () => {
    const first = await create('k7');
    for (const path of ['/V1/Webhooks', '/v1/webhooks/', '/v1/webhooks?x']) {
      const again = await create('k7', {}, 'p1', path);
      expect([path, again.status, again.body.id]).toEqual([path, 201, first.body.id]);
    }
    const [one, two] = [first, await create('k8')].map(({ body: { id } }) => `/v1/webhooks/${id}/pause`);
    const pause = async (path = '') => (await create('k9', {}, 'p1', path)).body.id;
    expect(await pause(one)).not.toBe(await pause(two));
  });

  it('lets a request that failed be sent again', async () => {
    expect((await create('k4', { url: 'nonsense' })).status).toBe(422);
    expect((await create('k4')).status).toBe(201);
  });

  it('forgets a key after a day, and one whose process died after five minutes', async () => {
    const first = await create('k5');
    await api.db.pool.query(
      `update posthorn.idempotency_keys set created_at = now() - interval '25 hours' where key = 'k5'`,
    );
    expect((await create('k5')).body.id).not.toBe(first.body.id);
    await api.db.pool.query(`update posthorn.idempotency_keys set status_code = null where key = 'k5'`);
    expect((await create('k5')).body).toMatchObject({ status: 409, code: 'idempotency_key_in_use' });
    await api.db.pool.query(
      `update posthorn.idempotency_keys set created_at = now() - interval '6 minutes' where key = 'k5'`,
    );
    expect((await create('k5')).status).toBe(201);
  });

  it('gives the answer that it cannot keep, and does not do the work again', async () => {
    const keys = 'alter table posthorn.idempotency_keys';
    await api.db.pool.query(`${keys} add constraint full_disk check (key <> 'k6' or status_code is null)`);
    const first = await create('k6');
    await api.db.pool.query(`${keys} drop constraint full_disk`);
    expect(first.status).toBe(201);
    expect((await create('k6')).body).toMatchObject({ status: 409, code: 'idempotency_key_in_use' });
  });

  it('refuses keys that are no keys', async () => {
    for (const key of ['x'.repeat(256), 'caf\u00e9', 'a b']) {
      expect((await create(key)).body).toMatchObject({ status: 400, code: 'invalid_idempotency_key' });
    }
  });
});
