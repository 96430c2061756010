import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ENGINE, RecoveryRunner, type DeliveryEngine } from '@posthorn/webhooks';
import { startApi, type Api } from './api-support.js';
import { Receiver } from './api-support-receiver.js';

const data = { id: 'user_1', name: 'Ada', email: 'ada@example.com' };
const since = '2020-01-01T00:00:00Z';

describe('recovery jobs', () => {
  let api: Api;
  let engine: DeliveryEngine;
  let runner: RecoveryRunner;
  let url: string;
  const receiver = new Receiver();

  beforeAll(async () => {
    url = await receiver.start();
    // No breaker: what is published here fails at once, however slow a machine is with the first of them.
    const retry = { breakerThreshold: 10_000 };
    api = await startApi({ options: { worker: { enabled: false }, retry } });
    engine = api.app.get<DeliveryEngine>(ENGINE, { strict: false });
    runner = api.app.get(RecoveryRunner, { strict: false });
  });

  afterAll(async () => {
    await api.close();
    await receiver.stop();
  });

  beforeEach(async () => {
    receiver.received.length = 0;
    receiver.status = 200;
    await api.db.pool.query(`update posthorn.recoveries set status = 'cancelled' where status = 'running'`);
  });

  const webhook = async (token: string, fields: object = {}) => {
    const body = { url, events: ['user.created'], retry: { schedule: [0] }, max_in_flight: 1, ...fields };
    const answer = await api.call('POST', '/v1/webhooks', body, { token });
    expect(answer.status).toBe(201);
    return (answer.body as { id: string }).id;
  };

  const publish = async (token: string, type = 'user.created', payload: object = data) => {
    const answer = await api.call('POST', '/v1/events', { type, data: payload }, { token });
    expect(answer.status).toBe(201);
    await engine.runOnce();
    return (answer.body as { id: string }).id;
  };

  const recover = (token: string, id: string, body: object = {}) =>
    api.call('POST', `/v1/webhooks/${id}/recover`, { since, ...body }, { token });

  const started = async (token: string, id: string, body: object = {}) => {
    const answer = await recover(token, id, body);
    expect([answer.status, answer.body.status]).toEqual([201, 'running']);
    return answer.body as { id: string; found: number };
  };

  const job = async (token: string, id: string) =>
    (await api.call('GET', `/v1/recoveries/${id}`, undefined, { token })).body as Record<string, unknown>;

  /** What is queued for later is due now, and is sent. */
  const sendQueued = async () => {
    await api.db.pool.query(`update posthorn.queue set due_at = due_at - interval '1 minute'`);
    await engine.runOnce();
  };

  const sent = () => receiver.received.map((request) => request.headers['webhook-id']);

  it('sends again what failed and was skipped, oldest first and under the same ids, and not what has arrived', async () => {
    const id = await webhook('a1');
    const arrived = await publish('a1');
    receiver.status = 500;
    const failed = await publish('a1');
    await api.call('POST', `/v1/webhooks/${id}/pause`, undefined, { token: 'a1' });
    const skipped = await publish('a1');
    await api.call('POST', `/v1/webhooks/${id}/resume`, undefined, { token: 'a1' });
    receiver.status = 200;
    receiver.received.length = 0;

    const { id: recovery, found } = await started('a1', id);
    expect(recovery).toMatch(/^rec_[0-9a-f]{32}$/);
    expect(found).toBe(2);
    await runner.runOnce();
    await sendQueued();

    expect(sent()).toEqual([failed, skipped]);
    expect(sent()).not.toContain(arrived);
    expect(await job('a1', recovery)).toMatchObject({
      status: 'completed',
      queued: 2,
      expired: 0,
      statuses: ['failed', 'skipped'],
      rate_per_second: 10,
      outcomes: { pending: 0, success: 2, failed: 0, skipped: 0 },
      finished_at: expect.any(String),
    });
    const { body } = await api.call('GET', `/v1/deliveries?event_id=${failed}`, undefined, { token: 'a1' });
    expect(body.deliveries).toEqual([
      expect.objectContaining({ status: 'success', replay_of: body.deliveries[1].id }),
      expect.objectContaining({ status: 'failed' }),
    ]);
  });

  it('leaves out what a replay has delivered since, and what is still on its way', async () => {
    const id = await webhook('b1', { retry: { schedule: [0, 3600] } });
    receiver.status = 500;
    await publish('b1');
    expect((await recover('b1', id, { dry_run: true })).body).toMatchObject({ found: 0 });
    await api.call('PATCH', `/v1/webhooks/${id}`, { retry: { schedule: [0] } }, { token: 'b1' });
    const event = await publish('b1');
    expect((await recover('b1', id, { dry_run: true })).body).toMatchObject({ found: 1, failed: 1 });
    receiver.status = 200;
    const { body } = await api.call('GET', `/v1/deliveries?event_id=${event}`, undefined, { token: 'b1' });
    await api.call('POST', `/v1/deliveries/${body.deliveries[0].id}/replay`, undefined, { token: 'b1' });
    expect((await recover('b1', id, { dry_run: true })).body).toMatchObject({ found: 0 });
    await engine.runOnce();
    expect((await recover('b1', id, { dry_run: true })).body).toMatchObject({ found: 0 });
    const { id: recovery } = await started('b1', id);
    await runner.runOnce();
    expect(await job('b1', recovery)).toMatchObject({ status: 'completed', queued: 0 });
  });

  it('sends a new webhook what it would have heard, by its types, filter and project', async () => {
    const before = await publish('c1');
    await publish('c1', 'user.updated');
    await publish('c1', 'user.created', { ...data, name: 'Eve' });
    await publish('c2');
    const id = await webhook('c1', { filter: { name: 'Ada' } });
    expect((await recover('c1', id)).body).toMatchObject({ found: 0 });
    await runner.runOnce();
    const { id: recovery } = await started('c1', id, { status: ['missing'] });
    await runner.runOnce();
    await sendQueued();
    expect(sent()).toEqual([before]);
    expect(await job('c1', recovery)).toMatchObject({ status: 'completed', found: 1, queued: 1 });
    const { body } = await api.call('GET', `/v1/webhooks/${id}/deliveries`, undefined, { token: 'c1' });
    expect(body.deliveries).toEqual([expect.objectContaining({ status: 'success', event_id: before })]);
    expect(body.deliveries[0]).not.toHaveProperty('replay_of');
  });

  it('does not call an event missing that waits in the outbox or is claimed', async () => {
    const id = await webhook('d1');
    await api.call('POST', '/v1/events', { type: 'user.created', data }, { token: 'd1' });
    const count = async () => (await recover('d1', id, { status: ['missing'], dry_run: true })).body.missing as number;
    expect(await count()).toBe(0);
    const { rows } = await api.db.pool.query<{ event_id: string }>('delete from posthorn.outbox returning event_id');
    expect(await count()).toBe(1);
    await api.db.pool.query(
      `insert into posthorn.leases (owner, expires_at, event_ids, project_ids, claims)
       values (gen_random_uuid(), now() + interval '1 hour', $1, '{d1}', '{0}')`,
      [rows.map((row) => row.event_id)],
    );
    expect(await count()).toBe(0);
    await api.db.pool.query('delete from posthorn.leases');
  });

  it('hears every project for a webhook of the installation', async () => {
    await publish('e1', 'user.updated');
    await publish('e2', 'user.updated');
    const id = await webhook('admin', { events: ['user.updated'] });
    const { body } = await recover('admin', id, { status: ['missing'], dry_run: true });
    expect(body.missing).toBeGreaterThanOrEqual(2);
    expect((await recover('e1', id, { dry_run: true })).status).toBe(404);
    await api.call('DELETE', `/v1/webhooks/${id}`);
  });

  it('narrows by types and times, and counts in a dry run what it would do, making nothing', async () => {
    const id = await webhook('f1', { events: ['user.*'] });
    receiver.status = 500;
    await publish('f1');
    await publish('f1', 'user.updated');
    const dry = async (body: object) => {
      const answer = await recover('f1', id, { dry_run: true, ...body });
      expect(answer.status).toBe(200);
      return answer.body as { found: number };
    };
    expect(await dry({})).toMatchObject({
      dry_run: true,
      webhook_id: id,
      found: 2,
      failed: 2,
      skipped: 0,
      missing: 0,
      expired: 0,
      complete: true,
    });
    expect((await dry({ event_types: ['user.updated'] })).found).toBe(1);
    expect((await dry({ event_types: ['user.*'] })).found).toBe(2);
    expect((await dry({ event_types: ['use.*', 'other.thing'] })).found).toBe(0);
    expect((await dry({ status: ['skipped'] })).found).toBe(0);
    expect((await dry({ until: '2020-01-02T00:00:00Z' })).found).toBe(0);
    const list = await api.call('GET', `/v1/webhooks/${id}/recoveries`, undefined, { token: 'f1' });
    expect(list.body).toEqual({ recoveries: [], next_cursor: null });
  });

  it('counts what was erased instead of sending it', async () => {
    const id = await webhook('g1');
    receiver.status = 500;
    const event = await publish('g1');
    const other = await publish('g1');
    await api.call('DELETE', `/v1/events/${event}/payload`, undefined, { token: 'g1' });
    receiver.status = 200;
    receiver.received.length = 0;
    expect((await recover('g1', id, { dry_run: true })).body).toMatchObject({ found: 1, expired: 1 });
    const { id: recovery } = await started('g1', id);
    await runner.runOnce();
    await sendQueued();
    expect(sent()).toEqual([other]);
    expect(await job('g1', recovery)).toMatchObject({ status: 'completed', queued: 1, expired: 1 });
  });

  it('keeps to its rate, however often it is taken on', async () => {
    const id = await webhook('h1', { max_in_flight: 8 });
    receiver.status = 500;
    for (let i = 0; i < 20; i++) await api.call('POST', '/v1/events', { type: 'user.created', data }, { token: 'h1' });
    await engine.runOnce();
    const { id: recovery } = await started('h1', id, { rate_per_second: 1 });
    const began = performance.now();
    for (let i = 0; i < 5; i++) await runner.runOnce();
    const took = (performance.now() - began) / 1000;
    const { rows } = await api.db.pool.query<{ gap: number | null }>(
      `select extract(epoch from due_at - lag(due_at) over (order by due_at))::float8 as gap from posthorn.queue q
       join posthorn.deliveries d using (event_id, webhook_id, replay) where d.project_id = 'h1' order by due_at`,
    );
    // Three seconds ahead of the last run at one a second; on a busy machine the runs take some time.
    expect(rows.length).toBeGreaterThanOrEqual(3);
    expect(rows.length).toBeLessThanOrEqual(Math.floor(3 + took));
    for (const { gap } of rows.slice(1)) expect(gap).toBeGreaterThan(0.999);
    expect(await job('h1', recovery)).toMatchObject({ status: 'running', queued: rows.length, found: 20 });
  });

  it('repeats nothing when its process dies in a step, nor when several take it on', async () => {
    const id = await webhook('i1', { max_in_flight: 8 });
    receiver.status = 500;
    for (let i = 0; i < 30; i++) await api.call('POST', '/v1/events', { type: 'user.created', data }, { token: 'i1' });
    await engine.runOnce();
    const { id: recovery } = await started('i1', id, { rate_per_second: 5 });
    // A step that does everything but commit.
    await api.db.pool.query(`
      create function fail_here() returns trigger language plpgsql as $$ begin raise 'the process dies here'; end $$;
      create trigger dies before update on posthorn.recoveries for each row execute function fail_here()`);
    expect(await runner.runOnce()).toBe(0);
    await api.db.pool.query('drop trigger dies on posthorn.recoveries; drop function fail_here()');
    expect(await job('i1', recovery)).toMatchObject({ status: 'running', queued: 0 });
    for (let i = 0; i < 20; i++) {
      await Promise.all([runner.runOnce(), runner.runOnce(), runner.runOnce()]);
      await api.db.pool.query(
        `update posthorn.recoveries set scheduled_until = scheduled_until - interval '3 s' where status = 'running'`,
      );
    }
    expect(await job('i1', recovery)).toMatchObject({ status: 'completed', queued: 30 });
    const { rows } = await api.db.pool.query<{ events: number; replays: number }>(
      `select count(distinct event_id)::integer as events, count(*)::integer as replays from posthorn.deliveries
       where project_id = 'i1' and recovery_id is not null`,
    );
    expect(rows).toEqual([{ events: 30, replays: 30 }]);
  });

  it('is one at a time per webhook', async () => {
    const id = await webhook('j1');
    const { id: recovery } = await started('j1', id);
    const second = await recover('j1', id);
    expect([second.status, second.body.code]).toEqual([409, 'recovery_running']);
    expect((await recover('j1', id, { dry_run: true })).status).toBe(200);
    const answers = await Promise.all(
      (await Promise.all([webhook('j1'), webhook('j1')])).flatMap((one) => [recover('j1', one), recover('j1', one)]),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 201, 409, 409]);
    await runner.runOnce();
    expect(await job('j1', recovery)).toMatchObject({ status: 'completed' });
    await started('j1', id);
    const list = await api.call('GET', `/v1/webhooks/${id}/recoveries?limit=1`, undefined, { token: 'j1' });
    expect(list.body.recoveries).toHaveLength(1);
    const next = `/v1/webhooks/${id}/recoveries?limit=1&cursor=${list.body.next_cursor as string}`;
    const page = await api.call('GET', next, undefined, { token: 'j1' });
    expect(page.body).toMatchObject({ recoveries: [{ id: recovery, status: 'completed' }], next_cursor: null });
  });

  it('pauses with its webhook and goes on with it', async () => {
    const id = await webhook('k1');
    receiver.status = 500;
    await publish('k1');
    await api.call('POST', `/v1/webhooks/${id}/pause`, undefined, { token: 'k1' });
    const answer = await recover('k1', id);
    expect([answer.status, answer.body.status]).toEqual([201, 'paused']);
    await runner.runOnce();
    expect(await job('k1', answer.body.id as string)).toMatchObject({ status: 'paused', queued: 0 });
    await api.call('POST', `/v1/webhooks/${id}/resume`, undefined, { token: 'k1' });
    await runner.runOnce();
    expect(await job('k1', answer.body.id as string)).toMatchObject({ status: 'completed', queued: 1 });
  });

  it('ends with its webhook, and is refused on a disabled one', async () => {
    const id = await webhook('l1');
    const { id: recovery } = await started('l1', id);
    await api.call('DELETE', `/v1/webhooks/${id}`, undefined, { token: 'l1' });
    await runner.runOnce();
    expect(await job('l1', recovery)).toMatchObject({ status: 'cancelled' });
    const other = await webhook('l1');
    await api.db.pool.query(`update posthorn.webhooks set disabled_reason = 'gone' where project_id = 'l1'`);
    const refused = await recover('l1', other);
    expect([refused.status, refused.body.code]).toEqual([409, 'webhook_disabled']);
  });

  it('can be cancelled once', async () => {
    const id = await webhook('m1');
    receiver.status = 500;
    await publish('m1');
    const { id: recovery } = await started('m1', id);
    const cancel = () => api.call('POST', `/v1/recoveries/${recovery}/cancel`, undefined, { token: 'm1' });
    const first = await cancel();
    expect([first.status, first.body.status]).toEqual([200, 'cancelled']);
    const second = await cancel();
    expect([second.status, second.body.code]).toEqual([409, 'recovery_ended']);
    await runner.runOnce();
    expect(await job('m1', recovery)).toMatchObject({ status: 'cancelled', queued: 0 });
    const audit = await api.call('GET', '/v1/audit', undefined, { token: 'm1' });
    const actions = (audit.body.entries as { action: string; target: string }[]).filter(
      (entry) => entry.target === recovery,
    );
    expect(actions.map((entry) => entry.action)).toEqual(['recovery.cancelled', 'recovery.started']);
  });

  it('is another project’s business to nobody, and needs its scopes', async () => {
    const id = await webhook('n1');
    const { id: recovery } = await started('n1', id);
    const denied = await Promise.all([
      recover('n2', id),
      api.call('GET', `/v1/recoveries/${recovery}`, undefined, { token: 'n2' }),
      api.call('POST', `/v1/recoveries/${recovery}/cancel`, undefined, { token: 'n2' }),
      api.call('GET', `/v1/webhooks/${id}/recoveries`, undefined, { token: 'n2' }),
      api.call('GET', '/v1/recoveries/rec_nonsense', undefined, { token: 'n1' }),
    ]);
    expect(denied.map((answer) => [answer.status, answer.body.code as string])).toEqual([
      [404, 'webhook_not_found'],
      [404, 'recovery_not_found'],
      [404, 'recovery_not_found'],
      [404, 'webhook_not_found'],
      [404, 'recovery_not_found'],
    ]);
    expect((await recover('n1,deliveries:read', id)).status).toBe(403);
    expect((await api.call('GET', `/v1/recoveries/${recovery}`, undefined, { token: 'n1,webhooks:read' })).status).toBe(
      403,
    );
    expect(await job('n1', recovery)).toMatchObject({ status: 'running' });
  });

  it('says what is wrong with a request', async () => {
    const id = await webhook('o1');
    const bad = [
      { since: undefined },
      { since: 'yesterday' },
      { since: '2999-01-01T00:00:00Z' },
      { until: since },
      { status: [] },
      { status: ['success'] },
      { status: 'failed' },
      { rate_per_second: 0 },
      { rate_per_second: 1.5 },
      { event_types: [] },
      { dry_run: 'yes' },
      { unknown: 1 },
    ];
    for (const body of bad) {
      const answer = await recover('o1', id, body);
      expect([body, answer.status, answer.body.errors?.length]).toEqual([body, 422, 1]);
    }
  });
});
