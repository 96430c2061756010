import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ENGINE, HousekeepingTicks, StatisticsWriter, type DeliveryEngine } from '@posthorn/webhooks';
import { startApi, type Api } from './api-support.js';
import { Receiver } from './api-support-receiver.js';

const data = { id: 'user_1', name: 'Ada', email: 'ada@example.com' };

interface DutyStatements {
  readonly statisticsWindow: string;
}

interface Bucket {
  readonly start: string;
  readonly deliveries: number;
  readonly success: number;
}

describe('statistics', () => {
  let api: Api;
  let engine: DeliveryEngine;
  let writer: StatisticsWriter;
  let url: string;
  const receiver = new Receiver();

  beforeAll(async () => {
    url = await receiver.start();
    api = await startApi({ options: { worker: { enabled: false } } });
    engine = api.app.get<DeliveryEngine>(ENGINE, { strict: false });
    writer = api.app.get(StatisticsWriter, { strict: false });
  });

  afterAll(async () => {
    await api.close();
    await receiver.stop();
  });

  beforeEach(() => {
    receiver.status = 200;
  });

  const webhook = async (token: string, fields: object = {}) => {
    const body = { url, events: ['user.created'], retry: { schedule: [0] }, ...fields };
    return (await api.call('POST', '/v1/webhooks', body, { token })).body.id as string;
  };

  const deliver = async (token: string, count = 1) => {
    for (let i = 0; i < count; i++) await api.call('POST', '/v1/events', { type: 'user.created', data }, { token });
    await engine.runOnce();
  };

  const stats = async (token: string, query = '') => {
    const answer = await api.call('GET', `/v1/stats?${query}`, undefined, { token });
    expect(answer.status).toBe(200);
    return answer.body as { since: string; until: string; totals: Record<string, number | null>; buckets: Bucket[] };
  };

  it('counts deliveries by outcome, with rate and response times, per webhook and project', async () => {
    const id = await webhook('a1');
    await deliver('a1', 3);
    receiver.status = 500;
    await deliver('a1');
    await webhook('a1', { active: false });
    receiver.status = 200;
    await deliver('a1');
    await writer.runOnce();
    expect((await stats('a1')).totals).toEqual({
      deliveries: 6,
      success: 4,
      failed: 1,
      skipped: 1,
      attempts: 5,
      success_rate: 0.8,
      p50_ms: expect.any(Number),
      p95_ms: expect.any(Number),
    });
    expect((await stats('a1', `webhook_id=${id}`)).totals).toMatchObject({ deliveries: 5, success: 4, skipped: 0 });
    expect((await stats('a2')).totals).toEqual({
      deliveries: 0,
      success: 0,
      failed: 0,
      skipped: 0,
      attempts: 0,
      success_rate: null,
      p50_ms: null,
      p95_ms: null,
    });
    expect((await stats('admin', 'project_id=a1')).totals).toMatchObject({ success: 4 });
    expect((await stats('admin')).totals['success']).toBeGreaterThanOrEqual(4);
  });

  it('tells the webhooks of a project apart, those with the most failures first', async () => {
    const good = await webhook('g1');
    await deliver('g1', 2);
    receiver.status = 500;
    const bad = await webhook('g1', { url: `${url}/other` });
    await deliver('g1');
    await api.call('DELETE', `/v1/webhooks/${good}`, undefined, { token: 'g1' });
    await deliver('g1');
    await writer.runOnce();
    const { status, body } = await api.call('GET', '/v1/stats/webhooks', undefined, { token: 'g1' });
    expect(status).toBe(200);
    expect(body.webhooks).toMatchObject([
      { webhook_id: bad, deliveries: 2, failed: 2, success: 0, success_rate: 0 },
      { webhook_id: good, deliveries: 3, failed: 1, success: 2 },
    ]);
    const none = await api.call('GET', '/v1/stats/webhooks', undefined, { token: 'g2' });
    expect(none.body.webhooks).toEqual([]);
    const wrong = '/v1/stats/webhooks?since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z';
    expect((await api.call('GET', wrong, undefined, { token: 'g1' })).status).toBe(400);
  });

  it('counts nothing twice, however often and by however many it is written', async () => {
    await webhook('b1');
    await deliver('b1', 2);
    await Promise.all([writer.runOnce(), writer.runOnce(), writer.runOnce()]);
    await writer.runOnce();
    expect((await stats('b1')).totals).toMatchObject({ deliveries: 2, success: 2 });
    await deliver('b1');
    await writer.runOnce();
    expect((await stats('b1')).totals).toMatchObject({ deliveries: 3, success: 3 });
  });

  it('catches up with hours in which nobody wrote, and finds the end of old events', async () => {
    await webhook('c1');
    await deliver('c1', 2);
    await api.db.pool.query(`update posthorn.deliveries set finished_at = now() - interval '150 minutes'
      where ctid = (select ctid from posthorn.deliveries where project_id = 'c1' limit 1) and project_id = 'c1'`);
    await api.db.pool.query(
      `update posthorn.statistics set final_until = date_trunc('minute', now()) - interval '5 hours'`,
    );
    await writer.runOnce();
    const { totals, buckets } = await stats('c1', 'interval=10m');
    expect(totals).toMatchObject({ deliveries: 2 });
    expect(buckets.filter((bucket) => bucket.deliveries > 0)).toHaveLength(2);
    const { rows } = await api.db.pool.query<{ behind: number }>(
      'select extract(epoch from now() - final_until)::float8 as behind from posthorn.statistics',
    );
    expect(rows[0]!.behind).toBeLessThan(600);
  });

  it('calls no minute final in which somebody who still writes deliveries began', async () => {
    const { statisticsWindow } = api.app.get<DutyStatements>('POSTHORN_DUTY_STATEMENTS', { strict: false });
    // Two minutes from now on would be final, as they will be when such a one takes that long.
    const finalUntil = async (): Promise<Date> =>
      (await api.db.pool.query<{ final_until: Date }>(statisticsWindow, [60, -120])).rows[0]!.final_until;
    await api.db.pool.query(`update posthorn.statistics set final_until = now() - interval '10 minutes'`);
    const client = await api.db.pool.connect();
    try {
      await client.query('begin');
      const { rows } = await client.query<{ now: Date }>('select now()');
      await client.query('update posthorn.deliveries set attempts = attempts where false');
      expect((await finalUntil()).getTime()).toBeLessThanOrEqual(rows[0]!.now.getTime());
      await client.query('rollback');
      expect((await finalUntil()).getTime()).toBeGreaterThan(rows[0]!.now.getTime());
    } finally {
      client.release();
    }
  });

  it('reads what was written and never the deliveries', async () => {
    await webhook('d1');
    await deliver('d1');
    expect((await stats('d1')).totals).toMatchObject({ deliveries: 0 });
    await api.app.get(HousekeepingTicks, { strict: false }).tick();
    expect((await stats('d1')).totals).toMatchObject({ deliveries: 1 });
  });

  it('leaves tests out', async () => {
    const id = await webhook('e1');
    expect((await api.call('POST', `/v1/webhooks/${id}/test`, undefined, { token: 'e1' })).status).toBe(200);
    await writer.runOnce();
    expect((await stats('e1')).totals).toMatchObject({ deliveries: 0, attempts: 0 });
  });

  it('divides time into intervals of UTC, empty ones included', async () => {
    const range = 'since=2026-01-01T00:30:00Z&until=2026-01-03T12:00:00Z';
    const days = await stats('f1', `${range}&interval=day`);
    expect([days.since, days.until]).toEqual(['2026-01-01T00:00:00Z', '2026-01-04T00:00:00Z']);
    expect(days.buckets.map((bucket) => bucket.start)).toEqual([
      '2026-01-01T00:00:00Z',
      '2026-01-02T00:00:00Z',
      '2026-01-03T00:00:00Z',
    ]);
    expect((await stats('f1', `${range}&interval=6h`)).buckets).toHaveLength(10);
    expect((await stats('f1', range)).buckets).toHaveLength(60);
    expect((await stats('f1')).buckets.length).toBeGreaterThanOrEqual(24);
    await api.db.pool.query(
      `insert into posthorn.delivery_minutes
       select timestamptz '2026-01-01T23:59:00Z' + n * interval '1 minute', gen_random_uuid(), 'f1', 1, 0, 0, 1,
         array_fill(1, array[21]) from generate_series(0, 1) n`,
    );
    const { buckets } = await stats('f1', `${range}&interval=day`);
    expect(buckets.map((bucket) => bucket.success)).toEqual([1, 1, 0]);
  });

  it('forgets what is past the retention', async () => {
    await api.db.pool.query(
      `insert into posthorn.delivery_minutes
       select now() - interval '31 days', gen_random_uuid(), 'old', 1, 0, 0, 1, array_fill(0, array[21])`,
    );
    await writer.runOnce();
    const { rows } = await api.db.pool.query(`select 1 from posthorn.delivery_minutes where project_id = 'old'`);
    expect(rows).toEqual([]);
  });

  it('shows nobody another project’s numbers, and refuses what is no question', async () => {
    const id = await webhook('g1');
    const get = async (query: string, token = 'g1') => {
      const answer = await api.call('GET', `/v1/stats?${query}`, undefined, { token });
      return [answer.status, answer.body.code as string];
    };
    expect(await get(`webhook_id=${id}`, 'g2')).toEqual([404, 'webhook_not_found']);
    expect(await get('webhook_id=nonsense')).toEqual([404, 'webhook_not_found']);
    expect(await get('project_id=g2')).toEqual([404, 'project_not_found']);
    expect((await get('', 'g1,webhooks:read'))[0]).toBe(403);
    for (const query of [
      'interval=x',
      'interval=0m',
      'interval=99d',
      'since=x',
      'until=2020-01-01&since=2021-01-01',
      'a=b',
    ]) {
      expect([query, ...(await get(query))]).toEqual([query, 400, 'invalid_query']);
    }
    expect(await get('since=2020-01-01&until=2026-01-01&interval=minute')).toEqual([400, 'invalid_query']);
  });

  it('finds what ended lately by its index, in every partition', async () => {
    const client = await api.db.pool.connect();
    try {
      await client.query('begin');
      await client.query('set local enable_seqscan = off');
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `explain select count(*) from posthorn.deliveries where finished_at >= now() - interval '1 minute'`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).not.toContain('Seq Scan');
      await client.query(`select posthorn.ensure_day(date '2031-05-05')`);
      const indexes = await client.query<{ options: string[] }>(
        `select c.reloptions as options from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
         where i.indrelid = 'posthorn.deliveries_20310505'::regclass and a.amname = 'brin'`,
      );
      expect(indexes.rows.map((row) => row.options.includes('autosummarize=on'))).toEqual([true]);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});
