import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '@posthorn/database';
import { DATABASE, ENGINE, parseId, type DeliveryEngine } from '@posthorn/webhooks';
import { startApi, type Api } from './api-support.js';
import { Receiver } from './api-support-receiver.js';

const data = { id: 'user_1', name: 'Ada', email: 'ada@example.com' };

describe('why a webhook did or did not get an event', () => {
  let api: Api;
  let engine: DeliveryEngine;
  let url: string;
  const receiver = new Receiver();

  beforeAll(async () => {
    url = await receiver.start();
    api = await startApi({ options: { worker: { enabled: true, tick: 'host' } } });
    engine = api.app.get<DeliveryEngine>(ENGINE, { strict: false });
  });

  afterAll(async () => {
    await api.close();
    await receiver.stop();
  });

  beforeEach(() => {
    receiver.status = 200;
    receiver.answer = 'ok';
  });

  const webhook = async (token: string, fields: object = {}) => {
    const body = { url, events: ['user.created'], retry: { schedule: [0] }, ...fields };
    return (await api.call('POST', '/v1/webhooks', body, { token })).body.id as string;
  };

  const publish = async (token: string, headers: Record<string, string> = {}) =>
    (await api.call('POST', '/v1/events', { type: 'user.created', data }, { token, headers })).body.id as string;

  const outcomes = async (token: string, event: string) => {
    const { body } = await api.call('GET', `/v1/events/${event}/explain`, undefined, { token });
    const webhooks = body.webhooks as {
      webhook_id: string;
      outcome: string;
      outcome_reason: string;
      deleted?: boolean;
    }[];
    return new Map(webhooks.map((one) => [one.webhook_id, one]));
  };

  it('is told from what happened, and from what can be concluded when nothing did', async () => {
    const delivered = await webhook('a1');
    const paused = await webhook('a1', { active: false });
    const deaf = await webhook('a1', { events: ['user.updated'] });
    const changed = await webhook('a1', { events: ['user.updated'] });
    const deleted = await webhook('a1');
    const event = await publish('a1');
    await engine.runOnce();
    const later = await webhook('a1');
    await api.call('PATCH', `/v1/webhooks/${changed}`, { events: ['user.created'] }, { token: 'a1' });
    await api.call('DELETE', `/v1/webhooks/${deleted}`, undefined, { token: 'a1' });
    const found = await outcomes('a1', event);
    expect([delivered, paused, deaf, changed, deleted, later].map((id) => found.get(id)?.outcome)).toEqual([
      'success',
      'skipped',
      'not_heard',
      'changed_later',
      'success',
      'created_later',
    ]);
    expect(found.get(deleted)?.deleted).toBe(true);
    expect(found.size).toBe(6);
    for (const one of found.values()) expect(one.outcome_reason).toMatch(/\.$/);
  });

  it('asks once for all webhooks that were deleted since, however many got the event', async () => {
    const event = await publish('a1');
    await engine.runOnce();
    const raw = parseId('evt', event);
    await api.db.pool.query(
      `with made as (
         insert into posthorn.webhooks (id, project_id, url, events, dialect, deleted_at)
         select gen_random_uuid(), 'a1', 'https://gone.example', '["user.created"]', 'standard', now()
         from generate_series(1, 300) returning id, project_id)
       insert into posthorn.deliveries (event_id, webhook_id, project_id, event_project_id, event_type, status)
       select $1, id, project_id, project_id, 'user.created', 'success' from made`,
      [raw],
    );
    const database = api.app.get<Database>(DATABASE, { strict: false });
    const honest = database.query.bind(database);
    let asked = 0;
    database.query = (...statement) => {
      asked++;
      return honest(...statement);
    };
    try {
      const found = [...(await outcomes('a1', event)).values()];
      expect(found.filter(({ deleted }) => deleted === true)).toHaveLength(300);
    } finally {
      database.query = honest;
    }
    expect(asked).toBeLessThan(20);
  });

  it('says that an event waits as long as no process has sent it', async () => {
    const idle = await startApi();
    await idle.call('POST', '/v1/webhooks', { url, events: ['*'] }, { token: 'w1' });
    const { body } = await idle.call('POST', '/v1/events', { type: 'user.created', data }, { token: 'w1' });
    const ask = async () =>
      (await idle.call('GET', `/v1/events/${body.id as string}/explain`, undefined, { token: 'w1' })).body.webhooks[0]
        .outcome as string;
    expect(await ask()).toBe('waiting');
    await idle.db.pool.query(
      `with taken as (delete from posthorn.outbox returning event_id, project_id)
       insert into posthorn.leases (owner, expires_at, event_ids, project_ids, claims)
       select gen_random_uuid(), now() + interval '1 hour', array[event_id], array[project_id], '{0}' from taken`,
    );
    expect(await ask()).toBe('waiting');
    await idle.close();
  });

  it('tells of failures, retries and events that nobody can get', async () => {
    const failing = await webhook('b1');
    const retrying = await webhook('b1', { retry: { schedule: [0, 3600] } });
    receiver.status = 500;
    const event = await publish('b1');
    await engine.runOnce();
    const found = await outcomes('b1', event);
    expect(found.get(failing)).toMatchObject({
      outcome: 'failed',
      outcome_reason: 'It failed (exhausted) after 1 attempt: HTTP 500.',
    });
    expect(found.get(retrying)).toMatchObject({
      outcome: 'pending',
      outcome_reason: expect.stringContaining('HTTP 500'),
    });
    const { rows } = await api.db.pool.query<{ publish: string }>(
      `select posthorn.publish('b1', 'user.created', '{"id":"u","name":"A","email":"no address"}')`,
    );
    await engine.runOnce();
    expect((await outcomes('b1', rows[0]!.publish)).get(failing)).toMatchObject({ outcome: 'invalid_event' });
  });

  it('erases a payload wherever it is kept, and ends what waits for it', async () => {
    const id = await webhook('c1', { retry: { schedule: [0, 3600] } });
    receiver.status = 500;
    receiver.answer = JSON.stringify(data);
    const headers = { 'Idempotency-Key': 'erase-1' };
    const event = await publish('c1', headers);
    await engine.runOnce();
    const erased = await api.call('DELETE', `/v1/events/${event}/payload`, undefined, { token: 'c1' });
    expect(erased.status).toBe(204);
    await api.db.pool.query(`update posthorn.queue set due_at = now() where project_id = 'c1'`);
    await engine.runOnce();
    expect((await outcomes('c1', event)).get(id)).toMatchObject({
      outcome: 'failed',
      outcome_reason: expect.stringContaining('unsendable'),
    });
    const repeat = await api.call('POST', '/v1/events', { type: 'user.created', data }, { token: 'c1', headers });
    expect([repeat.status, repeat.body]).toEqual([201, { id: event, data: null }]);
    const dump: string[] = [];
    for (const table of ['events', 'attempts', 'deliveries', 'queue', 'idempotency_keys', 'audit', 'publish_keys']) {
      const { rows } = await api.db.pool.query<{ row: string }>(`select t::text as row from posthorn.${table} t
        ${table === 'idempotency_keys' ? '' : `where project_id = 'c1'`}`);
      dump.push(...rows.map(({ row }) => row));
    }
    expect(dump.length).toBeGreaterThan(4);
    expect(dump.join('\n')).not.toContain('ada@example.com');
    expect((await api.call('DELETE', `/v1/events/${event}/payload`, undefined, { token: 'c2' })).status).toBe(404);
  });
});
