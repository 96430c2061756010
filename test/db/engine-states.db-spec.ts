import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from '@jest/globals';
import { onEngineBench } from './engine-hooks.js';
import {
  type EngineBench,
  eventually,
  failedWith,
  FakeSender,
  hangs,
  NOTHING_LEFT,
  responded,
} from './engine-support.js';

/**
 * To the others, a process that is too slow for its heartbeats is as good as dead: they take its part of every cap and
 * rate. On a machine that is busy that is no fault, and not what is looked at here.
 */
const CALM = { options: { worker: { lease: 120_000, heartbeat: 120_000 } } };

describe('states of a webhook', () => {
  let bench: EngineBench;

  onEngineBench((made) => ({ bench } = made));

  const statuses = async (): Promise<unknown[]> => (await bench.deliveries()).map((row) => row['status']);

  it('skips new events while it is paused, and goes on with what waited when it is resumed', async () => {
    const webhook = await bench.webhook({ retry: { schedule: [0, 60, 60] } });
    const sender = new FakeSender((_, count) => responded(count === 1 ? 500 : 200));
    const engine = bench.engine(sender);
    await bench.publish([bench.event()]);
    await engine.runOnce();
    await bench.setWebhook(webhook, 'paused = true');
    await bench.makeDue();
    await bench.publish([bench.event()]);
    await engine.runOnce();
    expect(await statuses()).toEqual(['pending', 'skipped']);
    expect(sender.requests).toHaveLength(1);

    await bench.setWebhook(webhook, 'paused = false');
    await engine.runOnce();
    expect(await statuses()).toEqual(['success', 'skipped']);
    expect((await bench.deliveries())[0]).toMatchObject({ attempts: 2 });
  });

  it('hears what is published after it was made, and nothing that waited for its fan-out before', async () => {
    const older = await bench.webhook();
    await bench.publish([bench.event({ data: '{"n":1}' })]);
    const newer = await bench.webhook();
    await bench.publish([bench.event({ data: '{"n":2}' })]);
    await bench.engine(new FakeSender()).runOnce();
    const heard = await bench.rows(`select d.webhook_id, e.data from posthorn.deliveries d
      join posthorn.events e on e.id = d.event_id order by e.sequence, d.webhook_id`);
    expect(heard).toEqual([
      { webhook_id: older, data: '{"n":1}' },
      { webhook_id: older, data: '{"n":2}' },
      { webhook_id: newer, data: '{"n":2}' },
    ]);
  });

  it('gives back what it holds within a poll when the webhook is paused', async () => {
    const webhook = await bench.webhook({ max_in_flight: 1 });
    const sender = new FakeSender(hangs);
    bench.engine(sender).start();
    await bench.publish(Array.from({ length: 10 }, () => bench.event()));
    // What is claimed after the pause is skipped.
    await eventually(
      async () => [sender.requests.length, ((await bench.leftovers()) as { outbox: number }).outbox],
      ([requests, outbox]) => requests === 1 && outbox === 0,
    );
    await bench.setWebhook(webhook, 'paused = true');
    await eventually(
      () => bench.leftovers(),
      (left) => (left as { queue: number }).queue === 9,
    );
    expect(sender.requests).toHaveLength(1);
  });

  it('skips what was pending for a disabled webhook when it is next due', async () => {
    const webhook = await bench.webhook({ retry: { schedule: [0, 60] } });
    const engine = bench.engine(new FakeSender(() => responded(500)));
    await bench.publish([bench.event()]);
    await engine.runOnce();
    await bench.setWebhook(webhook, `disabled_reason = 'manual'`);
    await engine.runOnce();
    expect(await statuses()).toEqual(['pending']);
    await bench.makeDue();
    await engine.runOnce();
    expect(await statuses()).toEqual(['skipped']);
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('fails what was pending for a deleted webhook', async () => {
    const webhook = await bench.webhook({ retry: { schedule: [0, 3600] } });
    const engine = bench.engine(new FakeSender(() => responded(500)));
    await bench.publish([bench.event(), bench.event()]);
    await engine.runOnce();
    await bench.setWebhook(webhook, 'deleted_at = now()');
    await engine.runOnce();
    await engine.runOnce();
    expect(await bench.deliveries()).toMatchObject([
      { status: 'failed', failure_reason: 'webhook_deleted' },
      { status: 'failed', failure_reason: 'webhook_deleted' },
    ]);
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('uses a changed URL from the next attempt on', async () => {
    const webhook = await bench.webhook({ retry: { schedule: [0, 60] } });
    const sender = new FakeSender((_, count) => responded(count === 1 ? 500 : 200));
    const engine = bench.engine(sender);
    await bench.publish([bench.event()]);
    await engine.runOnce();
    await bench.setWebhook(webhook, `url = 'https://moved.test/'`);
    await bench.makeDue();
    await engine.runOnce();
    expect(sender.requests.map(({ url }) => url)).toEqual(['https://receiver.test/hook', 'https://moved.test/']);
  });

  it('uses what the database holds, also when that is older than what was known', async () => {
    const webhook = await bench.webhook();
    const sender = new FakeSender();
    const engine = bench.engine(sender);
    await bench.publish([bench.event()]);
    await engine.runOnce();
    // A backup was restored, or a standby promoted that lacked the last change.
    await bench.rows('delete from posthorn.configuration');
    await bench.rows('insert into posthorn.configuration (version) values (1)');
    await bench.rows(`update posthorn.webhooks set url = 'https://before.test/' where id = '${webhook}'`);
    await engine.runOnce();
    await bench.publish([bench.event()]);
    await engine.runOnce();
    expect(sender.requests.map(({ url }) => url)).toEqual(['https://receiver.test/hook', 'https://before.test/']);
    // The next change has no number that was ever used before.
    await bench.setWebhook(webhook, `url = 'https://after.test/'`);
    const [row] = await bench.rows<{ version: string }>('select version from posthorn.configuration');
    expect(Number(row?.version)).toBeGreaterThan(Date.now() - 60_000);
  });

  it.each([
    ['known to the process', true, { status: 'pending', attempts: 1 }],
    ['not known to the process yet', false, { status: 'failed', failure_reason: 'rejected' }],
  ])('stays enabled when its old URL answers 410 after a change that is %s', async (_, isKnown, delivery) => {
    const webhook = await bench.webhook({ retry: { schedule: [0, 60] } });
    let gone: () => void = () => undefined;
    const sender = new FakeSender((_, count) =>
      count > 1 ? responded(200) : new Promise((resolve) => (gone = () => resolve(responded(410)))),
    );
    const engine = bench.engine(sender);
    engine.start();
    const requests = (count: number): Promise<unknown> =>
      eventually(
        () => Promise.resolve(sender.requests.length),
        (seen) => seen === count,
      );
    await bench.publish([bench.event()]);
    await requests(1);
    if (isKnown) {
      await bench.setWebhook(webhook, `url = 'https://moved.test/'`);
      await bench.publish([bench.event()]);
      await requests(2);
    } else await bench.rows(`update posthorn.webhooks set url = 'https://moved.test/'`);
    gone();
    await eventually(
      () => bench.attempts(),
      (attempts) => attempts.length === sender.requests.length,
    );
    await engine.stop(1000);
    expect((await bench.deliveries())[0]).toMatchObject(delivery);
    expect(await bench.rows('select disabled_reason from posthorn.webhooks')).toEqual([{ disabled_reason: null }]);
  });

  it('is disabled when it has only failed for as long as it may', async () => {
    const webhook = await bench.webhook({ retry: { schedule: [0] }, disable_after: { seconds: 3600 } });
    const engine = bench.engine(new FakeSender(() => failedWith('connection_refused')));
    await bench.publish([bench.event()]);
    await engine.runOnce();
    expect(await bench.rows('select disabled_reason from posthorn.webhooks')).toEqual([{ disabled_reason: null }]);
    await bench.pool.query(`update posthorn.webhook_health set failing_since = now() - interval '2 hours'`);
    await bench.publish([bench.event()]);
    await engine.runOnce();
    expect(await bench.rows('select disabled_reason from posthorn.webhooks where id = $1', [webhook])).toEqual([
      { disabled_reason: 'failing' },
    ]);
  });

  it('is disabled after five days of failures only, unless told otherwise', async () => {
    await bench.webhook({ retry: { schedule: [0] } });
    const engine = bench.engine(new FakeSender(() => responded(500)), {
      options: { retry: { breakerThreshold: 1000 } },
    });
    const failSince = async (age: string): Promise<unknown[]> => {
      await bench.pool.query('update posthorn.webhook_health set failing_since = now() - $1::interval', [age]);
      await bench.publish([bench.event()]);
      await engine.runOnce();
      return bench.rows('select disabled_reason from posthorn.webhooks');
    };
    await bench.publish([bench.event()]);
    await engine.runOnce();
    expect(await failSince('4 days 23 hours')).toEqual([{ disabled_reason: null }]);
    expect(await failSince('5 days')).toEqual([{ disabled_reason: 'failing' }]);
  });

  it('is disabled after so many failed deliveries in a row, and a success between them counts', async () => {
    await bench.webhook({ retry: { schedule: [0] }, disable_after: { failures: 3 } });
    const sender = new FakeSender((_, count) => responded(count === 3 ? 200 : 500));
    const engine = bench.engine(sender);
    for (let i = 0; i < 5; i++) {
      await bench.publish([bench.event()]);
      await engine.runOnce();
      expect(await bench.rows('select disabled_reason from posthorn.webhooks')).toEqual([{ disabled_reason: null }]);
    }
    await bench.publish([bench.event()]);
    await engine.runOnce();
    expect(await bench.rows('select disabled_reason from posthorn.webhooks')).toEqual([{ disabled_reason: 'failing' }]);
  });

  it('opens the breaker: first attempts wait without spending anything, then one probes', async () => {
    const webhook = await bench.webhook({ retry: { schedule: [0] } });
    const sender = new FakeSender(() => responded(500));
    const engine = bench.engine(sender, { options: { retry: { breakerThreshold: 3, breakerDelay: 60_000 } } });
    for (let i = 0; i < 3; i++) {
      await bench.publish([bench.event()]);
      await engine.runOnce();
    }
    await bench.publish([bench.event(), bench.event()]);
    await engine.runOnce();
    expect(sender.requests).toHaveLength(3);
    expect((await statuses()).slice(3)).toEqual(['pending', 'pending']);

    await bench.pool.query(
      `update posthorn.webhook_health set breaker_until = now() - interval '1 s' where webhook_id = $1`,
      [webhook],
    );
    await engine.runOnce();
    expect(sender.requests).toHaveLength(4);
    expect(await bench.rows('select breaker_level from posthorn.webhook_health')).toEqual([{ breaker_level: 2 }]);

    sender.answer = () => responded(200);
    await bench.pool.query(`update posthorn.webhook_health set breaker_until = now() - interval '1 s'`);
    await engine.runOnce();
    expect(await statuses()).toEqual(['failed', 'failed', 'failed', 'failed', 'success']);
    expect(
      await bench.rows('select breaker_until, breaker_level, failed_attempts from posthorn.webhook_health'),
    ).toEqual([{ breaker_until: null, breaker_level: 0, failed_attempts: 0 }]);
  });

  it('opens the breaker by the first failure that it ever had, and in a process that comes later', async () => {
    await bench.webhook({ retry: { schedule: [0, 3600] } });
    const sender = new FakeSender(() => responded(500));
    const options = { retry: { breakerThreshold: 1, breakerDelay: 60_000 } };
    await bench.publish([bench.event()]);
    await bench.engine(sender, { options }).runOnce();
    expect(
      await bench.rows('select breaker_level, breaker_until > now() as open from posthorn.webhook_health'),
    ).toEqual([{ breaker_level: 1, open: true }]);
    await bench.publish([bench.event(), bench.event()]);
    // One finds them in the outbox, the next one in the queue.
    for (let process = 0; process < 2; process++) await bench.engine(sender, { options }).runOnce();
    expect(sender.requests).toHaveLength(1);
    expect((await statuses()).slice(1)).toEqual(['pending', 'pending']);
  });

  it('puts new events behind what has waited longer, in a process that has just started', async () => {
    await bench.webhook();
    const held = bench.engine(new FakeSender(() => responded(429)), { options: { retry: { slowDown: 60_000 } } });
    await bench.publish([bench.event()]);
    await held.runOnce();
    const waiting = [bench.event(), bench.event()];
    await bench.publish(waiting);
    await held.runOnce();
    // The webhook is well again, and of the queue only those two are left.
    await bench.pool.query('delete from posthorn.webhook_health');
    await bench.pool.query('delete from posthorn.queue where attempts > 0');
    const fresh = bench.event();
    await bench.publish([fresh]);
    const sender = new FakeSender();
    await bench.engine(sender).runOnce();
    const order = sender.requests.map(({ headers }) => headers['X-Posthorn-Event']);
    expect(order).toEqual([...waiting, fresh].map(({ id }) => id));
  });

  it('never has more in flight than it may', async () => {
    await bench.webhook({ max_in_flight: 3 });
    let open = 0;
    let most = 0;
    const sender = new FakeSender(async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 5));
      open--;
      return responded(200);
    });
    await bench.publish(Array.from({ length: 60 }, () => bench.event()));
    await bench.engine(sender).runOnce();
    expect(most).toBe(3);
    expect(sender.requests).toHaveLength(60);
  });

  it('never has more in flight than it may in all processes together', async () => {
    await bench.webhook({ max_in_flight: 5 });
    let open = 0;
    let most = 0;
    const sender = new FakeSender(async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 3));
      open--;
      return responded(200);
    });
    const engines = [1, 2, 3].map(() => bench.engine(sender, CALM));
    await bench.publish(Array.from({ length: 300 }, () => bench.event()));
    for (const engine of engines) {
      engine.start();
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
    await eventually(
      () => bench.deliveries(),
      (rows) => rows.filter((row) => row['status'] === 'success').length === 300,
    );
    expect(most).toBeLessThanOrEqual(5);
    expect(sender.requests).toHaveLength(300);
    await eventually(
      () => bench.rows('select from posthorn.processes'),
      (rows) => rows.length === 3,
    );
    await bench.stopAll();
    expect(await bench.rows('select from posthorn.processes')).toEqual([]);
  });

  it('takes nothing from others when it hangs', async () => {
    await bench.webhook({ url: 'https://receiver.test/dead', project_id: 'dead' });
    await bench.webhook({ project_id: 'alive' });
    const sender = new FakeSender((request) => (request.url.endsWith('dead') ? hangs(request, 0) : responded(200)));
    bench.engine(sender, { options: { worker: { concurrency: 4 } } }).start();
    await bench.publish(Array.from({ length: 50 }, () => bench.event({ projectId: 'dead' })));
    await bench.publish(Array.from({ length: 50 }, () => bench.event({ projectId: 'alive' })));
    await eventually(
      () => bench.deliveries(),
      (rows) => rows.filter((row) => row['status'] === 'success').length === 50,
    );
    expect(sender.requests.filter(({ url }) => url.endsWith('dead')).length).toBeLessThanOrEqual(8);
  });

  it('sends no faster than its rate', async () => {
    await bench.webhook({ rate_per_second: 20 });
    const sender = new FakeSender();
    bench.engine(sender).start();
    const start = performance.now();
    await bench.publish(Array.from({ length: 40 }, () => bench.event()));
    await eventually(
      () => bench.deliveries(),
      (rows) => rows.filter((row) => row['status'] === 'success').length === 40,
    );
    // A burst of one second at once, the rest at the rate.
    expect(performance.now() - start).toBeGreaterThan(900);
  });

  it('sends no faster than its rate from all processes together, while they come and go', async () => {
    const rate = 40;
    const total = 200;
    await bench.webhook({ rate_per_second: rate });
    const sentAt: number[] = [];
    // What was let go and stands in a stall of this process is sent later than it was counted.
    const stalls = monitorEventLoopDelay({ resolution: 5 });
    stalls.enable();
    const sender = new FakeSender(() => {
      sentAt.push(performance.now());
      return responded(200);
    });
    await bench.publish(Array.from({ length: total }, () => bench.event()));
    const sent = (count: number) =>
      eventually(
        () => Promise.resolve(sentAt.length),
        (seen) => seen >= count,
      );
    const engines = [bench.engine(sender, CALM)];
    engines[0]!.start();
    // Its burst is spent when the others come, and theirs would be a second one.
    await sent(rate);
    engines.push(bench.engine(sender, CALM), bench.engine(sender, CALM));
    for (const engine of engines) engine.start();
    await sent(rate * 3);
    await engines[0]!.stop();
    bench.engine(sender, CALM).start();
    await eventually(
      () => bench.deliveries(),
      (rows) => rows.filter((row) => row['status'] === 'success').length === total,
    );
    stalls.disable();
    let worst = 0;
    for (const [first, from] of sentAt.entries()) {
      for (let last = first; last < sentAt.length; last++) {
        worst = Math.max(worst, last - first + 1 - rate * (1 + (sentAt[last]! - from) / 1000));
      }
    }
    expect(sentAt).toHaveLength(total);
    // In any stretch of time: a burst of one second, and the rate.
    expect(worst).toBeLessThanOrEqual(1 + (rate * stalls.max) / 1e9);
  });
});
