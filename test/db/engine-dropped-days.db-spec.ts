import { afterEach, describe, expect, it } from '@jest/globals';
import { formatId, uuidV7, type DeliveryEngine } from '@posthorn/webhooks/engine';
import type { TestDatabase } from '../support/index.js';
import { onEngineBench } from './engine-hooks.js';
import { type EngineBench, eventually, FakeSender, hangs, NOTHING_LEFT, responded } from './engine-support.js';

/** Somebody has dropped the partitions of a day by hand, or restored a backup without them. */
describe('deliveries whose day was dropped behind our back', () => {
  let base: TestDatabase;
  let bench: EngineBench;

  onEngineBench((made) => ({ base, bench } = made));
  afterEach(() => base.pool.query("select posthorn.ensure_day((now() at time zone 'UTC')::date)"));

  const dropDay = async (): Promise<void> => {
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    for (const table of ['attempts', 'deliveries', 'events']) {
      await base.pool.query(`drop table posthorn.${table}_${day}`);
    }
  };

  /** The engine is idle, and does today's work, which lies in another day. */
  const worksOn = async (engine: DeliveryEngine, sender: FakeSender): Promise<void> => {
    const idle = (seen: unknown): boolean => JSON.stringify(seen) === JSON.stringify(NOTHING_LEFT);
    await eventually(() => bench.leftovers(), idle);
    const webhook = await bench.webhook({ url: 'https://receiver.test/after' });
    sender.answer = () => responded(200);
    await bench.publish([bench.event({ id: formatId('evt', uuidV7(Date.now() + 2 * 86_400_000)) })]);
    await engine.runOnce();
    expect(await bench.rows('select status from posthorn.deliveries where webhook_id = $1', [webhook])).toEqual([
      { status: 'success' },
    ]);
  };

  it('end when they wait in the queue', async () => {
    await bench.webhook({ retry: { schedule: [0, 60] } });
    await bench.publish([bench.event(), bench.event(), bench.event()]);
    await bench.engine(new FakeSender(() => responded(500))).runOnce();
    await bench.makeDue();
    await dropDay();
    const sender = new FakeSender();
    const engine = bench.engine(sender);
    engine.start();
    await worksOn(engine, sender);
  });

  it.each(["disabled_reason = 'manual'", 'deleted_at = now()'])('end when their webhook has %s', async (state) => {
    const webhook = await bench.webhook({ retry: { schedule: [0, 60] } });
    await bench.publish([bench.event(), bench.event()]);
    await bench.engine(new FakeSender(() => responded(500))).runOnce();
    await bench.setWebhook(webhook, state);
    await bench.makeDue();
    await dropDay();
    const sender = new FakeSender();
    const engine = bench.engine(sender);
    await engine.runOnce();
    await worksOn(engine, sender);
  });

  it('end when they are in flight', async () => {
    await bench.webhook();
    let answer: () => void = () => undefined;
    const sender = new FakeSender(() => new Promise((resolve) => (answer = () => resolve(responded(200)))));
    await bench.publish([bench.event()]);
    const engine = bench.engine(sender);
    engine.start();
    await eventually(
      () => Promise.resolve(sender.requests.length),
      (count) => count === 1,
    );
    await dropDay();
    answer();
    await worksOn(engine, sender);
  });

  it('end when their event was not fanned out yet', async () => {
    await bench.webhook();
    await bench.publish([bench.event()]);
    await dropDay();
    const sender = new FakeSender();
    const engine = bench.engine(sender);
    await engine.runOnce();
    await bench.expireLeases();
    await engine.runOnce();
    await worksOn(engine, sender);
  });

  it('end when they are given back', async () => {
    const webhook = await bench.webhook({ retry: { schedule: [0, 60] }, max_in_flight: 1 });
    const sender = new FakeSender(() => responded(500));
    const engine = bench.engine(sender);
    await bench.publish([bench.event(), bench.event(), bench.event()]);
    await engine.runOnce();
    await bench.makeDue();
    sender.answer = hangs;
    engine.start();
    await eventually(
      () => Promise.resolve(sender.requests.length),
      (count) => count === 4,
    );
    await dropDay();
    await bench.setWebhook(webhook, 'paused = true');
    await engine.stop(0);
    expect(await bench.rows('select from posthorn.leases')).toEqual([]);
  });

  it('end when they stand in line', async () => {
    await bench.webhook({ ordering_key: 'user', retry: { schedule: [0, 60] } });
    await bench.publish([1, 2].map((n) => bench.event({ data: `{"user":1,"n":${n}}` })));
    await bench.engine(new FakeSender(() => responded(500))).runOnce();
    await bench.makeDue();
    await dropDay();
    const sender = new FakeSender();
    const engine = bench.engine(sender);
    engine.start();
    await eventually(
      () => bench.rows('select from posthorn.ordering_lines union all select from posthorn.ordering_heads'),
      (rows) => rows.length === 0,
    );
    await worksOn(engine, sender);
  });
});
