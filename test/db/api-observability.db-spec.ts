import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  channelName,
  ENGINE,
  HousekeepingTicks,
  Posthorn,
  PosthornMetrics,
  type DeliveryEngine,
  type PosthornSignal,
} from '@posthorn/webhooks';
import { filter, map, type Subscription } from 'rxjs';
import { startApi, type Api } from './api-support.js';
import { Receiver } from './api-support-receiver.js';

const data = { id: 'user_1', name: 'Ada', email: 'ada@example.com' };

describe('signals and metrics', () => {
  let api: Api;
  let engine: DeliveryEngine;
  let posthorn: Posthorn;
  let url: string;
  const seen: PosthornSignal[] = [];
  const subscriptions: Subscription[] = [];
  const receiver = new Receiver();

  beforeAll(async () => {
    url = await receiver.start();
    api = await startApi({ options: { worker: { enabled: true, tick: 'host' } } });
    engine = api.app.get<DeliveryEngine>(ENGINE, { strict: false });
    posthorn = api.app.get(Posthorn);
  });

  afterAll(async () => {
    await api.close();
    await receiver.stop();
  });

  beforeEach(() => {
    seen.length = 0;
    receiver.received.length = 0;
    receiver.status = 200;
    subscriptions.push(posthorn.events$.subscribe((signal) => seen.push(signal)));
  });

  afterEach(() => subscriptions.splice(0).forEach((subscription) => subscription.unsubscribe()));

  const webhook = async (token: string, fields: object = {}) => {
    const body = { url, events: ['user.created'], retry: { schedule: [0] }, ...fields };
    const answer = await api.call('POST', '/v1/webhooks', body, { token });
    expect(answer.status).toBe(201);
    return answer.body.id as string;
  };

  const publish = async (token: string) => {
    const answer = await api.call('POST', '/v1/events', { type: 'user.created', data }, { token });
    await engine.runOnce();
    return answer.body.id as string;
  };

  it('tells what was delivered, retried, failed, blocked and disabled', async () => {
    const id = await webhook('a1', { retry: { schedule: [0, 3600] } });
    const event = await publish('a1');
    expect(seen).toEqual([
      {
        type: 'delivered',
        deliveryId: expect.stringMatching(/^del_/),
        eventId: event,
        webhookId: id,
        projectId: 'a1',
        eventType: 'user.created',
        attempt: 1,
        statusCode: 200,
        errorCode: null,
        durationMs: expect.any(Number),
        failureReason: null,
        retryInSeconds: null,
      },
    ]);
    receiver.status = 500;
    await publish('a1');
    expect(seen[1]).toMatchObject({ type: 'retry-scheduled', retryInSeconds: 3600, failureReason: null });
    await webhook('a2');
    await publish('a2');
    expect(seen[2]).toMatchObject({ type: 'delivery-failed', failureReason: 'exhausted', statusCode: 500 });
    const gone = await webhook('a3');
    receiver.status = 410;
    await publish('a3');
    expect(seen.slice(3).map(({ type }) => type)).toEqual(['delivery-failed', 'webhook-disabled']);
    expect(seen[4]).toEqual({ type: 'webhook-disabled', webhookId: gone, reason: 'gone' });
    await webhook('a4');
    await api.db.pool.query(`update posthorn.webhooks set url = 'http://10.0.0.1/x' where project_id = 'a4'`);
    await api.db.pool.query('update posthorn.configuration set version = version + 1');
    await publish('a4');
    expect(seen[5]).toMatchObject({ type: 'destination-blocked', failureReason: 'blocked' });
    expect(JSON.stringify(seen)).not.toContain('canary');
  });

  it('is told on diagnostics channels too', async () => {
    const told: unknown[] = [];
    const listen = (message: unknown, name: string | symbol): void => void told.push([name, message]);
    const name = channelName('delivered');
    subscribe(name, listen);
    try {
      await webhook('b1');
      await publish('b1');
      expect(told).toEqual([['posthorn:delivered', seen[0]]]);
    } finally {
      unsubscribe(name, listen);
    }
    expect(channel(name).hasSubscribers).toBe(false);
  });

  it('is disturbed by no subscriber that throws, wherever it subscribes', async () => {
    const boom = (): never => {
      throw new Error('boom');
    };
    const rejecting: () => unknown = () => Promise.reject(new Error('boom'));
    const late: unknown[] = [];
    const other = (message: unknown): void => void late.push(message);
    const name = channelName('delivered');
    subscriptions.push(
      posthorn.events$.subscribe(boom),
      posthorn.events$.pipe(filter(() => true)).subscribe(boom),
      posthorn.events$.pipe(map(boom)).subscribe(),
      posthorn.events$.subscribe(rejecting),
    );
    subscribe(name, boom);
    subscribe(name, other);
    try {
      await webhook('c1');
      await publish('c1');
      await publish('c1');
      // What RxJS and the channels throw again, they throw on a later turn.
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect([seen.length, late.length, receiver.received.length]).toEqual([2, 2, 2]);
    } finally {
      unsubscribe(name, boom);
      unsubscribe(name, other);
    }
  });

  const metrics = async (): Promise<Map<string, number>> => {
    const text = await api.app.get(PosthornMetrics).text();
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(
      lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
    );
  };

  it('counts what it does, with bounded labels', async () => {
    const before = await metrics();
    await webhook('d1');
    await publish('d1');
    receiver.status = 500;
    await publish('d1');
    await webhook('d2', { retry: { schedule: [0, 3600] } });
    await publish('d2');
    const after = await metrics();
    const grown = (name: string) => (after.get(name) ?? NaN) - (before.get(name) ?? 0);
    expect(grown('posthorn_events_published_total')).toBe(3);
    expect(grown('posthorn_deliveries_total{outcome="delivered"}')).toBe(1);
    expect(grown('posthorn_deliveries_total{outcome="exhausted"}')).toBe(1);
    expect(grown('posthorn_deliveries_total{outcome="retried"}')).toBe(1);
    expect(grown('posthorn_attempt_duration_seconds_count{outcome="failed"}')).toBe(2);
    expect(grown('posthorn_claimed_rows_total{kind="outbox"}')).toBe(3);
    expect(grown('posthorn_record_duration_seconds_count')).toBeGreaterThanOrEqual(3);
    expect(after.get('posthorn_in_flight')).toBe(0);
    const whole = [...after.keys()].join('\n');
    for (const name of [
      'posthorn_outbox_lag_seconds',
      'posthorn_oldest_due_seconds',
      'posthorn_duplicates_suspected_total',
      'posthorn_lease_takeovers_total',
      'posthorn_breakers{state="open"}',
      'posthorn_claim_duration_seconds_count{kind="outbox"}',
    ]) {
      expect(whole).toContain(name);
    }
    expect(whole).not.toMatch(/hook_|evt_|user\.created|127\.0\.0\.1/);
    expect(after.size).toBeLessThan(150);
  });

  it('measures what waits in the database', async () => {
    const idle = await startApi();
    await idle.call('POST', '/v1/events', { type: 'user.created', data }, { token: 'e1' });
    await idle.db.pool.query(`update posthorn.outbox set event_id = posthorn.uuid_floor(now() - interval '1 hour')`);
    const families = await idle.app.get(PosthornMetrics).families();
    const values = new Map(families.map((family) => [family.name, family.samples[0]?.value]));
    const lag = values.get('posthorn_outbox_lag_seconds');
    expect(lag).toBeGreaterThan(3590);
    expect(lag).toBeLessThan(3600 + 300);
    expect(values.get('posthorn_outbox_events')).toBe(1);
    await idle.close();
  });

  it('passes the publisher’s trace on to the receiver', async () => {
    await webhook('f1');
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    // As a bus with a `traceparent` option stores it.
    await api.db.pool.query(
      `with event as (
         insert into posthorn.events (id, project_id, type, data, details)
         select posthorn.new_event_id(), 'f1', 'user.created', $1, jsonb_build_object('traceparent', $2::text)
         returning id, project_id)
       insert into posthorn.outbox (event_id, project_id) select id, project_id from event`,
      [JSON.stringify(data), traceparent],
    );
    await engine.runOnce();
    await publish('f1');
    expect(receiver.received.map((request) => request.headers['traceparent'])).toEqual([traceparent, undefined]);
  });

  it('runs its duties when the host ticks, and at once after a signal that brings news', async () => {
    const listener = await webhook('g1', { events: ['delivery.exhausted'], url: `${url}&listener` });
    await webhook('g1');
    const ticks = api.app.get(HousekeepingTicks);
    await ticks.tick();
    receiver.status = 500;
    await publish('g1');
    await ticks.tick();
    await engine.runOnce();
    const { body } = await api.call('GET', `/v1/webhooks/${listener}/deliveries`, undefined, { token: 'g1' });
    expect(body.deliveries).toEqual([expect.objectContaining({ event_type: 'delivery.exhausted' })]);
  });
});
