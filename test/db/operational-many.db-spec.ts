import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Announcer } from '@posthorn/webhooks';
import { startApi, type Api } from './api-support.js';

describe('deliveries that fail by the thousand', () => {
  let api: Api;

  beforeAll(async () => {
    api = await startApi({ options: { worker: { enabled: false } } });
  });
  afterAll(() => api.close());

  it('are all told of, each once', async () => {
    const body = { url: 'https://receiver.test/', events: ['delivery.exhausted'] };
    expect((await api.call('POST', '/v1/webhooks', body, { token: 'a1' })).status).toBe(201);
    const { pool } = api.db;
    const fail = (count: number, ago: string) =>
      pool.query(
        `insert into posthorn.deliveries (event_id, webhook_id, project_id, event_project_id, event_type, status,
           failure_reason, attempts, created_at, finished_at)
         select posthorn.new_event_id(), gen_random_uuid(), 'a1', 'a1', 'user.created', 'failed', 'blocked', 1, now(),
           now() - $2::interval + n * interval '1 us' from generate_series(1, $1::integer) n`,
        [count, ago],
      );
    const told = async () =>
      (await pool.query("select data::json->'delivery_id' from posthorn.events where type = 'delivery.exhausted'"))
        .rowCount;
    const announcer = api.app.get(Announcer, { strict: false });
    // What was stored in the last seconds is looked at again each time: it is more than one look takes.
    await pool.query("update posthorn.announcements set deliveries_until = now() - interval '5 s'");
    await fail(6000, '6 s');
    await fail(6000, '3 s');
    await announcer.runOnce();
    expect(await told()).toBe(12_000);
    await fail(100, '1 s');
    await announcer.runOnce();
    expect(await told()).toBe(12_100);
  });
});
