import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Database } from '@posthorn/database';
import { onEngineBench } from './engine-hooks.js';
import {
  type EngineBench,
  eventually,
  failedWith,
  FakeSender,
  hangs,
  isOutboxClaim,
  NOTHING_LEFT,
  responded,
} from './engine-support.js';
import { deliveryId, parseId } from '@posthorn/webhooks/engine';

describe('delivery', () => {
  let bench: EngineBench;

  onEngineBench((made) => ({ bench } = made));

  it('sends what was committed, signed, and writes the delivery and its attempt', async () => {
    const webhook = await bench.webhook();
    const sender = new FakeSender(() => responded(201, { 'content-type': 'text/plain' }, 'thanks'));
    const event = bench.event();
    await bench.publish([event]);

    const report = await bench.engine(sender).runOnce();

    expect(report).toEqual({ relayed: 1, attempted: 1, nextDueAt: null });
    const [request] = sender.requests;
    const body = `{"id":"${event.id}","type":"user.created","data":{"name":"Ada"}}`;
    const eventId = parseId('evt', event.id)!;
    expect(request).toMatchObject({ url: 'https://receiver.test/hook', body, timeoutMs: 15_000 });
    expect(request!.headers).toMatchObject({
      'Content-Type': 'application/json',
      'User-Agent': 'Posthorn/0.1.0',
      'X-Posthorn-Delivery': deliveryId({ eventId, webhookId: webhook, replay: 0 }),
      'X-Posthorn-Attempt': '1',
      'X-Posthorn-Event': event.id,
      'X-Signature': createHmac('sha256', 'secret-of-the-webhook').update(body).digest('hex'),
    });
    expect(await bench.deliveries()).toMatchObject([
      {
        event_id: eventId,
        webhook_id: webhook,
        status: 'success',
        attempts: 1,
        status_code: 201,
        error: null,
        failure_reason: null,
      },
    ]);
    expect(await bench.attempts()).toMatchObject([
      {
        number: 1,
        outcome: 'success',
        status_code: 201,
        response_body: 'thanks',
        response_headers: '{"content-type":"text/plain"}',
      },
    ]);
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('sends nothing of a transaction that rolled back', async () => {
    await bench.webhook();
    const sender = new FakeSender();
    await bench.publish([bench.event()], 'rollback');
    expect(await bench.engine(sender).runOnce()).toEqual({ relayed: 0, attempted: 0, nextDueAt: null });
    expect(sender.requests).toEqual([]);
    expect(await bench.rows('select from posthorn.events')).toEqual([]);
  });

  it('follows the retry table by the database’s clock and ends exhausted', async () => {
    await bench.webhook({ retry: { schedule: [0, 60, 3600] } });
    const sender = new FakeSender(() => responded(500));
    const engine = bench.engine(sender);
    await bench.publish([bench.event()]);

    await engine.runOnce();
    expect(await bench.deliveries()).toMatchObject([{ status: 'pending', attempts: 1, error: 'HTTP 500' }]);
    expect(await bench.dueIn()).toBeGreaterThan(30);
    expect(await bench.dueIn()).toBeLessThanOrEqual(60);
    expect((await engine.runOnce()).attempted).toBe(0);

    await bench.makeDue();
    await engine.runOnce();
    expect(await bench.dueIn()).toBeGreaterThan(3000);
    await bench.makeDue();
    await engine.runOnce();

    expect(await bench.deliveries()).toMatchObject([
      { status: 'failed', failure_reason: 'exhausted', attempts: 3, status_code: 500 },
    ]);
    expect((await bench.attempts()).map(({ number, outcome }) => [number, outcome])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
      [3, 'failed'],
    ]);
    expect(sender.header('X-Posthorn-Attempt')).toEqual(['1', '2', '3']);
    expect(new Set(sender.header('X-Posthorn-Delivery')).size).toBe(1);
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('says when the next attempt is due', async () => {
    await bench.webhook({ retry: { max_retries: 1, backoff_seconds: 90 } });
    await bench.publish([bench.event()]);
    const before = Date.now();
    const { nextDueAt } = await bench.engine(new FakeSender(() => failedWith('timeout'))).runOnce();
    expect(nextDueAt!.getTime()).toBeGreaterThan(before + 85_000);
    expect(nextDueAt!.getTime()).toBeLessThan(Date.now() + 95_000);
  });

  it('succeeds after failures, with the same id and a fresh attempt number', async () => {
    const webhook = await bench.webhook({ retry: { schedule: [0, 0, 0] } });
    const sender = new FakeSender((_, count) => (count < 3 ? responded(503) : responded(200)));
    await bench.publish([bench.event()]);
    expect((await bench.engine(sender).runOnce()).attempted).toBe(3);
    expect(await bench.deliveries()).toMatchObject([{ status: 'success', attempts: 3, error: null, status_code: 200 }]);
    expect(await bench.rows('select * from posthorn.webhook_health where webhook_id = $1', [webhook])).toMatchObject([
      { failed_attempts: 0, consecutive_failures: 0, failing_since: null },
    ]);
  });

  it('counts from Retry-After when it asks for more than the table, up to a day', async () => {
    await bench.webhook({ retry: { schedule: [0, 10] } });
    const engine = bench.engine(new FakeSender(() => responded(503, { 'retry-after': '120' })));
    await bench.publish([bench.event()]);
    await engine.runOnce();
    expect(await bench.dueIn()).toBeGreaterThan(60);
    expect(await bench.dueIn()).toBeLessThanOrEqual(120);

    await bench.clear();
    await bench.webhook({ retry: { schedule: [0, 10] } });
    const patient = bench.engine(new FakeSender(() => responded(429, { 'retry-after': '999999' })));
    await bench.publish([bench.event()]);
    await patient.runOnce();
    expect(await bench.dueIn()).toBeGreaterThan(86_000);
    expect(await bench.dueIn()).toBeLessThanOrEqual(86_400);
  });

  it('holds first attempts back after a 429 and still keeps the table of retries', async () => {
    await bench.webhook({ retry: { schedule: [0, 0] } });
    const sender = new FakeSender(() => responded(429));
    const engine = bench.engine(sender, { options: { retry: { slowDown: 60_000 } } });
    await bench.publish([bench.event()]);
    await engine.runOnce();
    // The retry went out although the webhook is slowed.
    expect(sender.requests).toHaveLength(2);
    await bench.publish([bench.event()]);
    await engine.runOnce();
    expect(sender.requests).toHaveLength(2);
    expect((await bench.deliveries())[1]).toMatchObject({ status: 'pending', attempts: 0 });
  });

  it('disables the webhook on 410 and rejects the delivery', async () => {
    const webhook = await bench.webhook();
    const engine = bench.engine(new FakeSender(() => responded(410)));
    await bench.publish([bench.event()]);
    await engine.runOnce();
    expect(await bench.deliveries()).toMatchObject([{ status: 'failed', failure_reason: 'rejected', attempts: 1 }]);
    expect(await bench.rows('select disabled_reason from posthorn.webhooks where id = $1', [webhook])).toEqual([
      { disabled_reason: 'gone' },
    ]);
    await bench.publish([bench.event()]);
    await engine.runOnce();
    expect((await bench.deliveries())[1]).toMatchObject({ status: 'skipped', attempts: 0 });
  });

  it('ends a delivery that the guard blocks, at once', async () => {
    await bench.webhook();
    await bench.publish([bench.event()]);
    await bench.engine(new FakeSender(() => failedWith('blocked_destination'))).runOnce();
    expect(await bench.deliveries()).toMatchObject([
      { status: 'failed', failure_reason: 'blocked', error_code: 'blocked_destination' },
    ]);
    expect(await bench.attempts()).toMatchObject([{ outcome: 'blocked' }]);
  });

  it('reaches every one of 200 webhooks once', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 200; i++) ids.push(await bench.webhook());
    const sender = new FakeSender();
    await bench.publish([bench.event()]);
    await bench.engine(sender).runOnce();
    expect(sender.requests).toHaveLength(200);
    expect((await bench.deliveries()).map((row) => row['webhook_id'])).toEqual(ids.sort());
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('hears events of its own project only; a webhook of the installation hears all', async () => {
    const mine = await bench.webhook({ project_id: 'p1' });
    const other = await bench.webhook({ project_id: 'p2' });
    const all = await bench.webhook({ project_id: '' });
    await bench.publish([
      bench.event({ projectId: 'p1' }),
      bench.event({ projectId: null }),
      bench.event({ projectId: 'p3' }),
    ]);
    await bench.engine(new FakeSender()).runOnce();
    const heard = (await bench.deliveries()).map((row) => row['webhook_id']);
    expect(heard.filter((id) => id === mine)).toHaveLength(1);
    expect(heard.filter((id) => id === other)).toHaveLength(0);
    expect(heard.filter((id) => id === all)).toHaveLength(3);
  });

  it('forgets an event that nobody listens for', async () => {
    await bench.webhook({ events: ['order.paid'] });
    await bench.publish([bench.event()]);
    expect((await bench.engine(new FakeSender()).runOnce()).relayed).toBe(1);
    expect(await bench.deliveries()).toEqual([]);
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('goes out without anything called by hand once the engine is started', async () => {
    await bench.webhook();
    const sender = new FakeSender();
    // So long that whatever goes out has not been found by polling.
    bench.engine(sender, { options: { worker: { pollInterval: 600_000 } } }).start();
    await bench.publish([bench.event()]);
    await eventually(
      () => bench.deliveries(),
      ([row]) => row?.['status'] === 'success',
    );
    expect(sender.requests).toHaveLength(1);
    await eventually(
      () => bench.leftovers(),
      (left) => JSON.stringify(left) === JSON.stringify(NOTHING_LEFT),
    );
  });

  it('is over when a run by hand ends, also where a loop of the started engine had claimed it', async () => {
    await bench.webhook();
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let claimed = false;
    const slow: Database = {
      client: 'slow',
      query: async (text, values) => {
        const result = await bench.database.query<never>(text, values);
        if (isOutboxClaim(text) && result.rows.length > 0 && !claimed) {
          claimed = true;
          await gate;
        }
        return result;
      },
      transaction: (work) => bench.database.transaction(work),
      join: (tx) => bench.database.join(tx),
    };
    const engine = bench.engine(new FakeSender(), { database: slow });
    engine.start();
    await bench.publish([bench.event()]);
    await eventually(
      () => Promise.resolve(claimed),
      (seen) => seen,
    );
    const run = engine.runOnce();
    // Longer than the run takes that does not wait for it.
    setTimeout(open, 1500);
    await run;
    expect(await bench.deliveries()).toMatchObject([{ status: 'success' }]);
  });

  it('shows a first attempt as pending that is open for long', async () => {
    await bench.webhook();
    bench.engine(new FakeSender(hangs), { options: { delivery: { showOpenAfter: 50 } } }).start();
    await bench.publish([bench.event()]);
    const [row] = await eventually(
      () => bench.deliveries(),
      (rows) => rows.length === 1,
    );
    expect(row).toMatchObject({ status: 'pending', attempts: 0, next_attempt_at: null });
  });

  it('delivers each event once with three engines on one database', async () => {
    await bench.webhook({ max_in_flight: 64 });
    const senders = [new FakeSender(), new FakeSender(), new FakeSender()];
    const events = Array.from({ length: 600 }, () => bench.event());
    for (let i = 0; i < 600; i += 50) await bench.publish(events.slice(i, i + 50));
    for (const sender of senders) bench.engine(sender).start();
    await eventually(
      () => bench.deliveries(),
      (rows) => rows.length === 600 && rows.every((row) => row['status'] === 'success'),
    );
    const sent = senders.flatMap((sender) => sender.header('X-Posthorn-Event'));
    expect(sent).toHaveLength(600);
    expect(new Set(sent)).toEqual(new Set(events.map(({ id }) => id)));
  });
});
