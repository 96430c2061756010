import { describe, expect, it } from '@jest/globals';
import { onEngineBench } from './engine-hooks.js';
import { type EngineBench, eventually, FakeSender, responded } from './engine-support.js';

const HOUR = 3_600_000;
/** Seconds that a due time may have come nearer before it is read. */
const SLACK = 15;

describe('when a delivery is tried again', () => {
  let bench: EngineBench;

  onEngineBench((made) => ({ bench } = made));

  /** One failed attempt. @returns seconds until the next one */
  async function dueAfter(
    status: number,
    headers: Record<string, string> = {},
    { retry = { schedule: [0, 30] }, random = 0.5 }: { retry?: object; random?: number } = {},
  ): Promise<number> {
    await bench.clear();
    await bench.webhook({ retry });
    await bench.publish([bench.event()]);
    const engine = bench.engine(new FakeSender(() => responded(status, headers)), {
      random: () => random,
      options: { retry: { slowDown: HOUR } },
    });
    await engine.runOnce();
    return bench.dueIn();
  }

  const about = (seconds: number) => (due: number) => {
    expect(due).toBeGreaterThan(seconds - SLACK);
    expect(due).toBeLessThanOrEqual(seconds);
  };

  it('draws no more of a wait at random than the webhook’s jitter says', async () => {
    const retry = { schedule: [0, 1000], jitter: 0.4 };
    about(600)(await dueAfter(500, {}, { retry, random: 0 }));
    about(800)(await dueAfter(500, {}, { retry, random: 0.5 }));
    about(1000)(await dueAfter(500, {}, { retry, random: 0.999_999 }));
    about(1000)(await dueAfter(500, {}, { retry: { schedule: [0, 1000] }, random: 0 }));
  });

  it('counts a date in Retry-After by the receiver’s own clock, up to a day', async () => {
    const theirs = Date.now() - 5 * HOUR;
    const at = (ahead: number) => ({
      date: new Date(theirs).toUTCString(),
      'retry-after': new Date(theirs + ahead).toUTCString(),
    });
    about(600)(await dueAfter(503, at(600_000)));
    about(86_400)(await dueAfter(503, at(400 * 24 * HOUR)));
    // One that is over, or sooner than the table, changes nothing.
    about(30)(await dueAfter(503, at(-HOUR)));
    about(30)(await dueAfter(503, at(10_000)));
  });

  it('is measured by the database’s clock, however wrong that of the process is', async () => {
    for (const wrong of [-HOUR, HOUR]) {
      await bench.clear();
      await bench.webhook({ retry: { schedule: [0, 30, 30] } });
      const sender = new FakeSender(() => responded(500));
      const engine = bench.engine(sender, { clock: { now: () => new Date(Date.now() + wrong) } });
      await bench.publish([bench.event()]);
      await engine.runOnce();
      about(30)(await bench.dueIn());
      // Nothing is due for it that is not due, and what is due is not missed.
      await engine.runOnce();
      expect(sender.requests).toHaveLength(1);
      await bench.makeDue();
      await engine.runOnce();
      expect(sender.requests).toHaveLength(2);
      about(30)(await bench.dueIn());
    }
  });

  it('follows the table while the webhook is slowed; only Retry-After moves it later', async () => {
    for (const status of [429, 502, 504]) about(30)(await dueAfter(status));
    for (const status of [429, 502, 503, 504]) about(90)(await dueAfter(status, { 'retry-after': '90' }));
  });

  it.each([429, 502, 504])(
    'is decided for the whole webhook by a %d: first attempts wait, in every process',
    async (status) => {
      await bench.webhook({ retry: { schedule: [0] } });
      const sender = new FakeSender(() => responded(status));
      const slowed = { options: { retry: { slowDown: HOUR } } };
      await bench.publish([bench.event()]);
      await bench.engine(sender, slowed).runOnce();
      expect(sender.requests).toHaveLength(1);
      await bench.publish([bench.event(), bench.event()]);
      for (const engine of [...bench.engines, bench.engine(sender, slowed)]) await engine.runOnce();
      expect(sender.requests).toHaveLength(1);
      const waiting = (await bench.deliveries()).slice(1);
      expect(waiting).toMatchObject([
        { status: 'pending', attempts: 0 },
        { status: 'pending', attempts: 0 },
      ]);
      await bench.pool.query("update posthorn.webhook_health set slow_until = now() - interval '1 s'");
      sender.answer = () => responded(200);
      await bench.engines[0]!.runOnce();
      expect((await bench.deliveries()).slice(1)).toMatchObject([{ status: 'success' }, { status: 'success' }]);
    },
  );

  it('is decided for the one delivery by a 500: others go out', async () => {
    await bench.webhook({ retry: { schedule: [0, 600] } });
    const sender = new FakeSender((_, count) => responded(count === 1 ? 500 : 200));
    const engine = bench.engine(sender, { options: { retry: { slowDown: HOUR } } });
    await bench.publish([bench.event()]);
    await engine.runOnce();
    await bench.publish([bench.event()]);
    await engine.runOnce();
    expect((await bench.deliveries())[1]).toMatchObject({ status: 'success' });
  });

  it.each([
    ['slowed', 429, {}],
    ['behind an open breaker', 500, { breakerThreshold: 1, breakerDelay: HOUR, breakerMaxDelay: HOUR }],
  ])('is within a poll of the table while the webhook is %s and first attempts wait', async (_, status, retry) => {
    const poll = 3000;
    await bench.webhook({ retry: { schedule: [0, 1, 1] } });
    const sender = new FakeSender(() => responded(status));
    bench.engine(sender, { options: { worker: { pollInterval: poll }, retry: { slowDown: HOUR, ...retry } } }).start();
    await bench.publish([bench.event()]);
    await eventually(
      () => bench.attempts(),
      (attempts) => attempts.length > 0,
    );
    const held = bench.event();
    await bench.publish([held]);
    await eventually(
      () => bench.deliveries(),
      ([first]) => first?.['failure_reason'] === 'exhausted',
    );
    const waits = await bench.rows<{ seconds: number }>(
      `select extract(epoch from started_at - lag(started_at + duration_ms * interval '1 ms') over (order by number))::float8
         as seconds from posthorn.attempts where event_id = (select event_id from posthorn.attempts order by started_at limit 1)
       order by number offset 1`,
    );
    expect(waits).toHaveLength(2);
    for (const { seconds } of waits) {
      expect(seconds).toBeGreaterThanOrEqual(0.99);
      // The rest is what a busy machine may add to a poll; first attempts wait for an hour.
      expect(seconds).toBeLessThan(1 + poll / 1000 + 30);
    }
    expect(sender.requests).toHaveLength(3);
    expect((await bench.deliveries())[1]).toMatchObject({ status: 'pending', attempts: 0 });
  });
});
