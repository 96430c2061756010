import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ENGINE, type DeliveryEngine } from '@posthorn/webhooks';
import { startApi, type Api } from './api-support.js';
import { Receiver } from './api-support-receiver.js';

const data = { id: 'user_1', name: 'Ada', email: 'ada@example.com' };
const seconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

describe('deliveries, attempts and replay', () => {
  let api: Api;
  let engine: DeliveryEngine;
  let url: string;
  const receiver = new Receiver();

  beforeAll(async () => {
    url = await receiver.start();
    api = await startApi({ options: { worker: { enabled: false } } });
    engine = api.app.get<DeliveryEngine>(ENGINE, { strict: false });
  });

  afterAll(async () => {
    await api.close();
    await receiver.stop();
  });

  beforeEach(() => {
    receiver.received.length = 0;
    receiver.status = 200;
  });

  const webhook = async (token: string, fields: object = {}) => {
    const body = { url, events: ['user.created'], retry: { schedule: [0] }, ...fields };
    const answer = await api.call('POST', '/v1/webhooks', body, { token });
    expect(answer.status).toBe(201);
    return answer.body as { id: string; secret: string };
  };

  const publish = async (token: string, payload: object = data) => {
    const answer = await api.call('POST', '/v1/events', { type: 'user.created', data: payload }, { token });
    expect(answer.status).toBe(201);
    await engine.runOnce();
    return answer.body as { id: string };
  };

  const list = async (token: string, query = '') => {
    const answer = await api.call('GET', `/v1/deliveries?${query}`, undefined, { token });
    expect(answer.status).toBe(200);
    return answer.body.deliveries as { id: string; event_id: string; status: string; attempts: number }[];
  };

  it('shows a success as the documents do, and what does not apply is absent', async () => {
    const { id } = await webhook('s1', {
      headers: { 'X-Key': 'canary-value' },
      basic_auth: { username: 'u', password: 'canary-pw' },
    });
    const event = await publish('s1');
    const answer = await api.call('GET', `/v1/webhooks/${id}/deliveries`, undefined, { token: 's1' });
    expect(answer.body.next_cursor).toBeNull();
    expect(answer.body.deliveries).toEqual([
      {
        id: expect.stringMatching(/^del_[0-9a-f]{32}$/),
        webhook_id: id,
        event_id: event.id,
        event_type: 'user.created',
        status: 'success',
        status_code: 200,
        attempts: 1,
        delivered_at: expect.stringMatching(seconds),
        response_time_ms: expect.any(Number),
        created_at: expect.stringMatching(seconds),
      },
    ]);
    const [delivery] = answer.body.deliveries as { id: string }[];
    const one = await api.call('GET', `/v1/deliveries/${delivery!.id}`, undefined, { token: 's1' });
    expect(one.body).toEqual({
      ...delivery,
      request: { method: 'POST', url: url.split('?')[0], body: receiver.received[0]!.body },
    });
    const attempts = await api.call('GET', `/v1/deliveries/${delivery!.id}/attempts`, undefined, { token: 's1' });
    expect(attempts.body).toEqual({
      attempts: [
        {
          id: expect.stringMatching(/^att_[0-9a-f]{32}$/),
          number: 1,
          outcome: 'success',
          started_at: expect.stringMatching(seconds),
          status_code: 200,
          response_time_ms: expect.any(Number),
          request_headers: expect.any(Object),
          response_headers: expect.objectContaining({ 'x-answer': 'yes' }),
          response_body: 'ok',
        },
      ],
      next_cursor: null,
    });
    const shown = attempts.body.attempts[0].request_headers as Record<string, string>;
    expect(shown).toMatchObject({ 'X-Key': '[redacted]', Authorization: '[redacted]' });
    for (const [name, value] of Object.entries(shown)) {
      if (value !== '[redacted]')
        expect([name, receiver.received[0]!.headers[name.toLowerCase()]]).toEqual([name, value]);
    }
    expect(answer.text + one.text + attempts.text).not.toContain('canary');
  });

  it('shows a failure with its status code, error and reason', async () => {
    const { id } = await webhook('f1');
    receiver.status = 500;
    await publish('f1');
    const { body } = await api.call('GET', `/v1/webhooks/${id}/deliveries`, undefined, { token: 'f1' });
    expect(body.deliveries).toEqual([
      {
        id: expect.any(String),
        webhook_id: id,
        event_id: expect.any(String),
        event_type: 'user.created',
        status: 'failed',
        failure_reason: 'exhausted',
        status_code: 500,
        attempts: 1,
        response_time_ms: expect.any(Number),
        error: 'HTTP 500',
        error_code: expect.any(String),
        created_at: expect.stringMatching(seconds),
      },
    ]);
    const shown = await api.call('GET', `/v1/webhooks/${id}`, undefined, { token: 'f1' });
    expect(shown.body).toMatchObject({ status: 'failing', consecutive_failures: 1 });
  });

  it('shows a delivery that will be retried as pending', async () => {
    await webhook('r1', { retry: { schedule: [0, 3600] } });
    receiver.status = 503;
    await publish('r1');
    const [delivery] = await list('r1');
    expect(delivery).toMatchObject({
      status: 'pending',
      attempts: 1,
      next_attempt_at: expect.stringMatching(seconds),
      status_code: 503,
    });
  });

  it('replays a delivery as a new one with the same event id on the wire', async () => {
    await webhook('p1');
    receiver.status = 500;
    const event = await publish('p1');
    receiver.status = 200;
    const [failed] = await list('p1');
    const answer = await api.call('POST', `/v1/deliveries/${failed!.id}/replay`, undefined, { token: 'p1' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ status: 'pending', replay_of: failed!.id, event_id: event.id, attempts: 0 });
    expect(answer.body.id).not.toBe(failed!.id);
    await engine.runOnce();
    const after = await api.call('GET', `/v1/deliveries/${answer.body.id}`, undefined, { token: 'p1' });
    expect(after.body).toMatchObject({ status: 'success', replay_of: failed!.id });
    expect(receiver.received.map((request) => request.headers['webhook-id'])).toEqual([event.id, event.id]);
    expect(await list('p1')).toHaveLength(2);
  });

  it('replays several, each for itself, and says what became of each', async () => {
    await webhook('m1');
    await publish('m1');
    await publish('m1');
    const [first, second] = await list('m1');
    const ids = [first!.id, 'del_nonsense', second!.id, first!.id];
    const answer = await api.call('POST', '/v1/deliveries/replay', { ids }, { token: 'm1' });
    expect(answer.status).toBe(200);
    expect(answer.body.results).toEqual([
      { id: first!.id, delivery: expect.objectContaining({ replay_of: first!.id }) },
      { id: 'del_nonsense', error: { code: 'delivery_not_found', message: expect.any(String) } },
      { id: second!.id, delivery: expect.objectContaining({ replay_of: second!.id }) },
    ]);
    for (const body of [{}, { ids: [] }, { ids: 'x' }, { ids: [1] }, { ids: Array.from({ length: 101 }, () => 'x') }]) {
      expect((await api.call('POST', '/v1/deliveries/replay', body, { token: 'm1' })).status).toBe(422);
    }
    await engine.runOnce();
  });

  it('gives ten replays of one delivery at the same moment ten numbers', async () => {
    await webhook('c1');
    await publish('c1');
    const [delivery] = await list('c1');
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        api.call('POST', `/v1/deliveries/${delivery!.id}/replay`, undefined, { token: 'c1' }),
      ),
    );
    const made = answers.filter((answer) => answer.status === 201);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map((answer) => answer.body.id)).size).toBe(made.length);
    expect(answers.every((answer) => answer.status === 201 || answer.body.code === 'replay_conflict')).toBe(true);
    await engine.runOnce();
  });

  it('cannot replay what was erased, nor for a webhook that is gone or disabled', async () => {
    const { id } = await webhook('g1');
    const event = await publish('g1');
    const [delivery] = await list('g1');
    const replay = async () =>
      (await api.call('POST', `/v1/deliveries/${delivery!.id}/replay`, undefined, { token: 'g1' })).body;
    await api.db.pool.query(`update posthorn.webhooks set disabled_reason = 'failing' where id = $1`, [id.slice(5)]);
    expect(await replay()).toMatchObject({ status: 409, code: 'webhook_disabled' });
    await api.call('POST', `/v1/webhooks/${id}/enable`, undefined, { token: 'g1' });
    const erased = await api.call('DELETE', `/v1/events/${event.id}/payload`, undefined, { token: 'g1' });
    expect([erased.status, erased.text]).toEqual([204, '']);
    expect(await replay()).toMatchObject({ status: 410, code: 'event_expired' });
    const detail = await api.call('GET', `/v1/deliveries/${delivery!.id}`, undefined, { token: 'g1' });
    expect(detail.body.request).toBeUndefined();
    await api.call('DELETE', `/v1/webhooks/${id}`, undefined, { token: 'g1' });
    expect(await replay()).toMatchObject({ status: 409, code: 'webhook_deleted' });
    expect(await list('g1')).toHaveLength(1);
  });

  it('ends what waits for a deleted webhook as failed, webhook_deleted', async () => {
    const { id } = await webhook('d1', { retry: { schedule: [0, 3600] } });
    receiver.status = 500;
    await publish('d1');
    await api.call('DELETE', `/v1/webhooks/${id}`, undefined, { token: 'd1' });
    expect(await list('d1')).toEqual([
      expect.objectContaining({ status: 'failed', failure_reason: 'webhook_deleted' }),
    ]);
  });

  it('skips for a paused webhook', async () => {
    const { id } = await webhook('k1');
    await api.call('POST', `/v1/webhooks/${id}/pause`, undefined, { token: 'k1' });
    await publish('k1');
    const [delivery] = await list('k1');
    expect(delivery).toMatchObject({ status: 'skipped', attempts: 0 });
  });

  it('filters by status, status code, type, time, webhook and event', async () => {
    const { id } = await webhook('q1');
    await webhook('q1', { url: 'http://127.0.0.1:1025/none' });
    const events = [await publish('q1')];
    receiver.status = 404;
    events.push(await publish('q1'));
    receiver.status = 500;
    events.push(await publish('q1'));
    const count = async (query: string) => (await list('q1', query)).length;
    expect(await count('')).toBe(6);
    expect(await count('status=success')).toBe(1);
    expect(await count('status=failed')).toBe(5);
    expect(await count('status=failed,success')).toBe(6);
    expect(await count('status_code=404')).toBe(1);
    expect(await count('status_code=4xx')).toBe(1);
    expect(await count('status_code=5xx')).toBe(1);
    expect(await count('status_code=error')).toBe(3);
    expect(await count('event_type=user.created')).toBe(6);
    expect(await count('event_type=user.deleted')).toBe(0);
    expect(await count(`webhook_id=${id}`)).toBe(3);
    expect(await count(`event_id=${events[0]!.id}`)).toBe(2);
    expect(await count('since=2020-01-01')).toBe(6);
    expect(await count('since=2999-01-01T00:00:00Z')).toBe(0);
    expect(await count('until=2020-01-01T00:00:00Z')).toBe(0);
    expect(await count('until=2999-01-01T00:00:00%2B02:00')).toBe(6);
    for (const query of [
      'status=odd',
      'status_code=600',
      'status_code=abc',
      'since=yesterday',
      'since=2026-02-30',
      'until=',
      'event_type=%00',
    ]) {
      expect([query, (await api.call('GET', `/v1/deliveries?${query}`, undefined, { token: 'q1' })).status]).toEqual([
        query,
        400,
      ]);
    }
    for (const query of ['webhook_id=hook_x', `webhook_id=hook_${'0'.repeat(32)}`, 'event_id=1', 'project_id=other']) {
      expect([query, (await api.call('GET', `/v1/deliveries?${query}`, undefined, { token: 'q1' })).status]).toEqual([
        query,
        404,
      ]);
    }
  });

  it('pages through all deliveries once, for a project, a webhook and the admin', async () => {
    const { id } = await webhook('z1');
    await webhook('z1');
    for (let count = 0; count < 5; count += 1) await publish('z1');
    const walk = async (path: string, token: string): Promise<string[]> => {
      const ids: string[] = [];
      for (let cursor = ''; ;) {
        const { body } = await api.call('GET', `${path}limit=3${cursor && `&cursor=${cursor}`}`, undefined, { token });
        ids.push(...(body.deliveries as { id: string }[]).map((delivery) => delivery.id));
        if (body.next_cursor === null) return ids;
        cursor = body.next_cursor as string;
      }
    };
    const all = await walk('/v1/deliveries?', 'z1');
    expect([all.length, new Set(all).size]).toEqual([10, 10]);
    expect(await walk('/v1/deliveries?project_id=z1&', 'admin')).toEqual(all);
    expect(new Set(await walk(`/v1/webhooks/${id}/deliveries?`, 'z1')).size).toBe(5);
    const everything = await walk('/v1/deliveries?', 'admin');
    expect(new Set(everything).size).toBe(everything.length);
    expect(everything).toEqual(expect.arrayContaining(all));
  });

  it('sends a test at once and answers with the attempt', async () => {
    const { id } = await webhook('t1', { events: ['user.*'] });
    const answer = await api.call('POST', `/v1/webhooks/${id}/test`, undefined, { token: 't1' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      success: true,
      number: 1,
      outcome: 'success',
      status_code: 200,
      response_body: 'ok',
    });
    expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({
      id: answer.body.event_id,
      type: 'user.created',
      data,
    });
    const [delivery] = await list('t1');
    expect(delivery).toMatchObject({ id: answer.body.delivery_id, test: true, status: 'success' });
    const chosen = await api.call('POST', `/v1/webhooks/${id}/test`, { event_type: 'user.updated' }, { token: 't1' });
    expect(chosen.body.success).toBe(true);
    expect(JSON.parse(receiver.received[1]!.body).type).toBe('user.updated');
    const unknown = await api.call('POST', `/v1/webhooks/${id}/test`, { event_type: 'user.exploded' }, { token: 't1' });
    expect(unknown.body).toMatchObject({ status: 422, errors: [{ field: 'event_type', code: 'unknown_event_type' }] });
    receiver.status = 500;
    const failed = await api.call('POST', `/v1/webhooks/${id}/test`, {}, { token: 't1' });
    expect(failed.body).toMatchObject({ success: false, status_code: 500, error: 'HTTP 500' });
    const shown = await api.call('GET', `/v1/webhooks/${id}`, undefined, { token: 't1' });
    expect(shown.body).toMatchObject({ status: 'healthy', consecutive_failures: 0 });
  });
});
