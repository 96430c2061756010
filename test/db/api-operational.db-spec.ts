import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Announcer, ENGINE, OPERATIONAL_EVENTS, parseId, type DeliveryEngine } from '@posthorn/webhooks';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { startApi, type Api } from './api-support.js';
import { Receiver } from './api-support-receiver.js';

const data = { id: 'user_1', name: 'Ada', email: 'ada@example.com' };

interface Told {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

describe('events about webhooks', () => {
  let api: Api;
  let engine: DeliveryEngine;
  let announcer: Announcer;
  let url: string;
  let listening: string;
  const receiver = new Receiver();
  const listener = new Receiver();

  beforeAll(async () => {
    url = await receiver.start();
    listening = await listener.start();
    api = await startApi({ options: { worker: { enabled: false } } });
    engine = api.app.get<DeliveryEngine>(ENGINE, { strict: false });
    announcer = api.app.get(Announcer, { strict: false });
  });

  afterAll(async () => {
    await api.close();
    await receiver.stop();
    await listener.stop();
  });

  beforeEach(() => {
    for (const one of [receiver, listener]) {
      one.received.length = 0;
      one.status = 200;
    }
  });

  afterEach(async () => {
    await api.db.pool.query('update posthorn.webhooks set deleted_at = now() where deleted_at is null');
    await api.db.pool.query('update posthorn.configuration set version = version + 1');
  });

  const webhook = async (token: string, fields: object = {}) => {
    const body = { url, events: ['user.created'], retry: { schedule: [0] }, ...fields };
    const answer = await api.call('POST', '/v1/webhooks', body, { token });
    expect(answer.status).toBe(201);
    return answer.body.id as string;
  };

  const listen = (token: string, events: string[] = ['webhook.*', 'delivery.*']) =>
    webhook(token, { url: listening, events });

  const publish = async (token: string) => {
    const { body } = await api.call('POST', '/v1/events', { type: 'user.created', data }, { token });
    await engine.runOnce();
    return body.id as string;
  };

  /** What is to be told is told, until nothing more happens. */
  const settle = async () => {
    for (let i = 0; i < 3; i++) {
      await announcer.runOnce();
      await engine.runOnce();
    }
  };

  const told = (): Told[] => listener.received.map((request) => JSON.parse(request.body) as Told);
  const types = () => told().map(({ type }) => type);

  it('tells of a delivery that has failed for good and of the webhook that fails, and of its recovery, each once', async () => {
    await listen('a1');
    const id = await webhook('a1');
    receiver.status = 500;
    const event = await publish('a1');
    await settle();
    expect(types().sort()).toEqual(['delivery.exhausted', 'webhook.failing']);
    const [exhausted, failing] = told().sort((a, b) => (a.type < b.type ? -1 : 1));
    const { body } = await api.call('GET', `/v1/deliveries?event_id=${event}`, undefined, { token: 'a1' });
    expect(exhausted!.data).toEqual({
      delivery_id: body.deliveries[0].id,
      webhook_id: id,
      project_id: 'a1',
      event_id: event,
      event_type: 'user.created',
      failure_reason: 'exhausted',
      attempts: 1,
      status_code: 500,
      error: 'HTTP 500',
      error_code: 'http_status',
      failed_at: expect.any(String),
    });
    expect(failing!.data).toMatchObject({ webhook_id: id, consecutive_failures: 1, url: url.split('?')[0] });
    expect(listener.received.map((request) => request.body).join()).not.toContain('canary');
    await publish('a1');
    await settle();
    expect(types()).toHaveLength(3);
    receiver.status = 200;
    await publish('a1');
    await settle();
    expect(types().slice(3)).toEqual(['webhook.recovered']);
    expect(told()[3]!.data).toMatchObject({ webhook_id: id, consecutive_failures: 0, failing_since: null });
  });

  it('tells of a delivery whose outcome was long in being committed', async () => {
    await listen('q1');
    const id = await webhook('q1', { active: false });
    await publish('q1');
    const until = async (): Promise<number> => {
      await announcer.runOnce();
      const { rows } = await api.db.pool.query<{ deliveries_until: Date }>('select * from posthorn.announcements');
      return rows[0]!.deliveries_until.getTime();
    };
    const client = await api.db.pool.connect();
    let finishedAt: number;
    try {
      await client.query('begin');
      const { rows } = await client.query<{ finished_at: Date }>(
        `update posthorn.deliveries set status = 'failed', failure_reason = 'exhausted', finished_at = now()
         where webhook_id = $1 returning finished_at`,
        [parseId('hook', id)],
      );
      finishedAt = rows[0]!.finished_at.getTime();
      // However long it takes: what is looked through begins with it the next time.
      expect(await until()).toBeLessThanOrEqual(finishedAt);
      await client.query('commit');
    } finally {
      client.release();
    }
    await settle();
    expect(types()).toContain('delivery.exhausted');
    expect(await until()).toBeGreaterThan(finishedAt);
  });

  it('says nothing while a delivery is still retried', async () => {
    await listen('b1');
    await webhook('b1', { retry: { schedule: [0, 3600] } });
    receiver.status = 500;
    await publish('b1');
    await settle();
    expect(types()).toEqual([]);
  });

  it('tells why a webhook was disabled', async () => {
    await listen('c1', ['webhook.disabled']);
    const failing = await webhook('c1', { disable_after: { failures: 1 } });
    receiver.status = 500;
    await publish('c1');
    await settle();
    expect(told().map((one) => [one.data['webhook_id'], one.data['reason']])).toEqual([[failing, 'failing']]);
    await api.call('POST', `/v1/webhooks/${failing}/enable`, undefined, { token: 'c1' });
    await settle();
    receiver.status = 410;
    await publish('c1');
    await settle();
    expect(told().map((one) => one.data['reason'])).toEqual(['failing', 'gone']);
  });

  it('does not call a webhook recovered that a person has enabled', async () => {
    await listen('d1', ['webhook.recovered']);
    const id = await webhook('d1');
    receiver.status = 500;
    await publish('d1');
    await settle();
    await api.call('POST', `/v1/webhooks/${id}/enable`, undefined, { token: 'd1' });
    await settle();
    expect(types()).toEqual([]);
  });

  it('never causes another by its own deliveries', async () => {
    await listen('e1');
    await webhook('e1');
    receiver.status = 500;
    listener.status = 500;
    await publish('e1');
    for (let i = 0; i < 5; i++) await settle();
    // Both were tried once; that they failed, and that the listener fails, is told to nobody.
    expect(types().sort()).toEqual(['delivery.exhausted', 'webhook.failing']);
    const { rows } = await api.db.pool.query<{ type: string }>(
      `select type from posthorn.events where project_id = 'e1' and type like any ('{webhook.%,delivery.%}')`,
    );
    expect(rows).toHaveLength(2);
    listener.status = 200;
    await webhook('e1');
    await publish('e1');
    await settle();
    expect(types().slice(2)).not.toContain('webhook.recovered');
  });

  it('tells of a listener too, when an event of the host has failed there', async () => {
    await listen('f1', ['webhook.*', 'user.created']);
    await webhook('f1', { url: listening, events: ['webhook.failing'] });
    await webhook('f1');
    receiver.status = 500;
    listener.status = 500;
    await publish('f1');
    await settle();
    const { rows } = await api.db.pool.query<{ webhooks: number }>(
      `select count(distinct data::json->>'webhook_id')::integer as webhooks from posthorn.events
       where project_id = 'f1' and type = 'webhook.failing'`,
    );
    expect(rows).toEqual([{ webhooks: 2 }]);
  });

  it('stays within the project, reaches webhooks of the installation, and is stored only when somebody asked', async () => {
    await listen('g2');
    await webhook('g1');
    receiver.status = 500;
    await publish('g1');
    await settle();
    expect(types()).toEqual([]);
    const stored = `select 1 from posthorn.events where project_id = 'g1' and type <> 'user.created'`;
    expect((await api.db.pool.query(stored)).rowCount).toBe(0);
    await listen('admin', ['delivery.exhausted']);
    await publish('g1');
    await settle();
    // The failure before the listener came, and moments ago, is told too.
    expect(new Set(types())).toEqual(new Set(['delivery.exhausted']));
    const mine = told().filter((one) => one.data['project_id'] === 'g1');
    expect(mine.length).toBeGreaterThanOrEqual(1);
    expect((await api.db.pool.query(stored)).rowCount).toBe(mine.length);
  });

  it('is not heard by *', async () => {
    await webhook('h1', { url: listening, events: ['*'] });
    await listen('h1', ['webhook.failing']);
    await webhook('h1', { events: ['user.created'] });
    receiver.status = 500;
    await publish('h1');
    await settle();
    expect(types().sort()).toEqual(['user.created', 'webhook.failing']);
  });

  it('is told once when several processes look at the same moment, or again and again', async () => {
    await listen('i1');
    await webhook('i1');
    receiver.status = 500;
    for (let i = 0; i < 3; i++) await publish('i1');
    await Promise.all([announcer.runOnce(), announcer.runOnce(), announcer.runOnce()]);
    await api.db.pool.query(`update posthorn.announcements set deliveries_until = now() - interval '1 hour'`);
    const other = api.app.get(Announcer, { strict: false });
    await Promise.all([other.runOnce(), announcer.runOnce()]);
    await settle();
    const mine = told().filter((one) => one.data['project_id'] === 'i1');
    expect(mine.map(({ type }) => type).sort()).toEqual([
      'delivery.exhausted',
      'delivery.exhausted',
      'delivery.exhausted',
      'webhook.failing',
    ]);
  });

  it('has its types in the list, with schemas that its payloads keep', async () => {
    const list = await api.call('GET', '/v1/event-types?limit=200', undefined, { token: 'k1' });
    const names = (list.body.event_types as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
    expect(names).toEqual(expect.arrayContaining(OPERATIONAL_EVENTS.map(({ name }) => name)));
    const pages: string[] = [];
    for (let cursor = ''; ;) {
      const page = await api.call('GET', `/v1/event-types?limit=1${cursor}`, undefined, { token: 'k1' });
      pages.push(page.body.event_types[0].name as string);
      if (page.body.next_cursor === null) break;
      cursor = `&cursor=${page.body.next_cursor as string}`;
    }
    expect(pages).toEqual(names);
    const one = await api.call('GET', '/v1/event-types/webhook.disabled', undefined, { token: 'k1' });
    expect(one.body).toMatchObject({ name: 'webhook.disabled', source: 'code', schema: { type: 'object' } });
    const taken = await api.call('POST', '/v1/event-types', { name: 'webhook.disabled' });
    expect([taken.status, taken.body.code]).toEqual([409, 'duplicate_event_type']);
    const changed = await api.call('PATCH', '/v1/event-types/webhook.disabled', { description: 'x' });
    expect([changed.status, changed.body.code]).toEqual([409, 'declared_in_code']);

    const ajv = addFormats.default(new Ajv.default({ strict: false }));
    const checks = new Map(OPERATIONAL_EVENTS.map(({ name, schema }) => [name, ajv.compile(schema)]));
    for (const { name, example } of OPERATIONAL_EVENTS) {
      expect([name, checks.get(name)!(example), checks.get(name)!.errors]).toEqual([name, true, null]);
    }
    const { rows } = await api.db.pool.query<Told>(
      `select type, data::json as data from posthorn.events where details->>'kind' = 'operational'`,
    );
    expect(new Set(rows.map(({ type }) => type)).size).toBe(4);
    for (const row of rows) {
      const check = checks.get(row.type)!;
      expect([row.type, check(row.data), check.errors]).toEqual([row.type, true, null]);
    }
  });
});
