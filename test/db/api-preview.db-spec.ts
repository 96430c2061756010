import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { startApi, type Api } from './api-support.js';

const data = { id: 'user_1', name: 'Ada', email: 'ada@example.com' };

describe('previews and filter tests', () => {
  let api: Api;

  beforeAll(async () => {
    api = await startApi();
  });

  afterAll(() => api.close());

  const preview = (token: string, body: object) => api.call('POST', '/v1/webhooks/preview', body, { token });
  const testFilter = (token: string, body: object) => api.call('POST', '/v1/filters/test', body, { token });
  const publish = async (token: string) =>
    (await api.call('POST', '/v1/events', { type: 'user.created', data }, { token })).body.id as string;

  it('shows the request of a webhook that does not exist yet, signed so that it can be verified', async () => {
    const { status, body } = await preview('p1', {
      events: ['user.created'],
      url: 'https://example.com/x?token=canary',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ matches: true, code: 'matched', event: { type: 'user.created' } });
    expect(body.request).toMatchObject({ method: 'POST', url: 'https://example.com/x' });
    expect(JSON.parse(body.request.body as string)).toMatchObject({ type: 'user.created', data });
    const verifier = new Webhook((body.secret as string).replace('whsec_', ''));
    expect(() =>
      verifier.verify(body.request.body as string, body.request.headers as Record<string, string>),
    ).not.toThrow();
    const { rows } = await api.db.pool.query('select 1 from posthorn.webhooks union all select 1 from posthorn.events');
    expect(rows).toEqual([]);
  });

  it('signs with the secret that it is given, and does not repeat it', async () => {
    const secret = `whsec_${Buffer.alloc(32, 'given').toString('base64')}`;
    const { status, body, text } = await preview('p8', { events: ['user.created'], secret });
    expect([status, body.secret]).toEqual([200, null]);
    expect(text).not.toContain(secret);
    const { headers, body: sent } = body.request as { headers: Record<string, string>; body: string };
    expect(() => new Webhook(secret).verify(sent, headers)).not.toThrow();
    expect((await preview('p8', { events: ['user.created'], secret: 'short' })).status).toBe(422);
  });

  it('names every event type that a subscription selects, whatever its filter', async () => {
    const matched = async (events: unknown[], more: object = {}) =>
      (await preview('p9', { events, ...more })).body.matched_types as string[];
    expect(await matched(['user.*', 'webhook.disabled'], { filter: { name: 'Eve' } })).toEqual([
      'user.created',
      'user.updated',
      'webhook.disabled',
    ]);
    expect(await matched(['users.*.create'])).toEqual(['user.created']);
    expect(await matched(['*'])).not.toContain('webhook.disabled');
    expect(await matched([{ table: 'orders', operations: ['INSERT'] }])).toEqual([]);
  });

  it('shows every dialect, a type of the caller’s choice and a stored event', async () => {
    const event = await publish('p2');
    for (const dialect of ['standard', 'backendify', 'fluxbase', 'appwrite', 'classic', 'standard-webhooks']) {
      const { status, body } = await preview('p2', { dialect, event_id: event });
      expect([dialect, status, body.event?.id]).toEqual([dialect, 200, event]);
    }
    const chosen = await preview('p2', { events: ['user.created'], event_type: 'user.updated' });
    expect(chosen.body).toMatchObject({ matches: false, code: 'not_subscribed', event: { type: 'user.updated' } });
    const filtered = await preview('p2', { events: ['*'], filter: { name: 'Eve' }, event_id: event });
    expect(filtered.body).toMatchObject({ matches: false, code: 'filtered_out' });
    const operational = await preview('p2', { events: ['webhook.disabled'] });
    expect(operational.body).toMatchObject({ matches: true, event: { type: 'webhook.disabled' } });
  });

  it('starts from a stored webhook without showing what is secret in it', async () => {
    const created = await api.call(
      'POST',
      '/v1/webhooks',
      {
        url: 'https://example.com/hook',
        events: ['user.created'],
        headers: { 'X-Key': 'canary' },
        secret: 'canary-secret',
      },
      { token: 'p3' },
    );
    const answer = await preview('p3', { webhook_id: created.body.id, filter: { name: 'Ada' } });
    expect(answer.body).toMatchObject({ matches: true, request: { url: 'https://example.com/hook' } });
    expect(answer.text).not.toContain('canary');
    expect((await preview('p4', { webhook_id: created.body.id })).status).toBe(404);
  });

  it('keeps another project’s events to itself', async () => {
    const event = await publish('p5');
    expect((await preview('p6', { event_id: event })).body.code).toBe('event_not_found');
    expect((await testFilter('p6', { filter: { name: 'Ada' }, event_id: event })).body.code).toBe('event_not_found');
    expect((await preview('p6', { event_id: 'nonsense' })).status).toBe(404);
    expect((await preview('p5,events:read', {})).status).toBe(403);
  });

  it('says what is wrong', async () => {
    const codes = async (body: object) => {
      const answer = await preview('p7', body);
      return [answer.status, answer.body.errors?.[0]?.field as string];
    };
    expect(await codes({ dialect: 'nope' })).toEqual([422, 'dialect']);
    expect(await codes({ event_type: 'user.creatd' })).toEqual([422, 'event_type']);
    expect(await codes({ events: ['user.creatd'] })).toEqual([422, 'events[0]']);
    expect((await codes({ filter: { $nope: 1 } }))[0]).toBe(422);
    const event = await publish('p7');
    await api.call('DELETE', `/v1/events/${event}/payload`, undefined, { token: 'p7' });
    expect((await preview('p7', { event_id: event })).body.code).toBe('event_expired');
  });

  it('tries a filter on a payload or a stored event', async () => {
    const event = await publish('p8');
    const ask = async (body: object) => (await testFilter('p8', body)).body.matches as boolean;
    expect(await ask({ filter: { amount: { $gte: 100 } }, payload: { amount: 100 } })).toBe(true);
    expect(await ask({ filter: { amount: { $gte: 100 } }, payload: { amount: 99 } })).toBe(false);
    expect(await ask({ filter: { name: 'Ada' }, event_id: event })).toBe(true);
    expect(await ask({ filter: {}, payload: {} })).toBe(true);
    const wrong = await testFilter('p8', { filter: { a: { $gte: {} }, b: { $nope: 1 } }, payload: {} });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'invalid_filter']);
    expect(wrong.body.errors.map((error: { field: string }) => error.field)).toEqual([
      'filter.a.$gte',
      'filter.b.$nope',
    ]);
    expect((await testFilter('p8', { filter: {} })).status).toBe(422);
    expect((await testFilter('p8', { payload: {} })).status).toBe(422);
  });
});
