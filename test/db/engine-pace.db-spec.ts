import { describe, expect, it } from '@jest/globals';
import type { SendOutcome } from '@posthorn/egress';
import { onEngineBench } from './engine-hooks.js';
import {
  away,
  CuttableDatabase,
  type EngineBench,
  eventually,
  failedWith,
  FakeSender,
  isOutboxClaim,
  responded,
} from './engine-support.js';

const RENEWAL = 'set expires_at = now() + make_interval';

describe('a process that works', () => {
  let bench: EngineBench;

  onEngineBench((made) => ({ bench } = made));

  const delivered = async (): Promise<number> =>
    (await bench.deliveries()).filter((row) => row['status'] === 'success').length;

  /** Rows that the engine claims from the queue, counted. */
  const queued = (): { rows: number; claimed(kind: 'outbox' | 'queue', rows: number): void } => ({
    rows: 0,
    claimed(kind, rows) {
      if (kind === 'queue') this.rows += rows;
    },
  });

  it('does not take a stall of its own for a slow receiver: nothing that is fast goes by the queue', async () => {
    await bench.webhook({ max_in_flight: 64 });
    await bench.publish(Array.from({ length: 600 }, () => bench.event()));
    const sender = new FakeSender(async (_, count) => {
      const until = performance.now() + (count === 200 || count === 400 ? 700 : 0);
      await hop();
      while (performance.now() < until);
      // Answers of a network come in later than a timer that is overdue.
      for (let hops = 0; hops < 5; hops++) await hop();
      return responded(200);
    });
    const counted = queued();
    const observer = { claimed: (kind: 'outbox' | 'queue', rows: number) => counted.claimed(kind, rows) };
    bench.engine(sender, { observer, options: { worker: { pollInterval: 600_000 } } }).start();
    await eventually(delivered, (count) => count === 600);
    expect(counted.rows).toBe(0);
  });

  it('sends straight from the outbox again as soon as the queue of a webhook is empty', async () => {
    await bench.webhook({ max_in_flight: 2 });
    let answer: (outcome: SendOutcome) => void = () => undefined;
    const sender = new FakeSender((_, count) =>
      count > 2 ? responded(200) : new Promise((resolve) => (answer = chain(answer, resolve))),
    );
    const counted = queued();
    const observer = { claimed: (kind: 'outbox' | 'queue', rows: number) => counted.claimed(kind, rows) };
    // So long that no poll tells it.
    bench.engine(sender, { observer, options: { worker: { pollInterval: 600_000 } } }).start();
    await bench.publish(Array.from({ length: 100 }, () => bench.event()));
    await eventually(
      async () => (await bench.rows('select from posthorn.queue')).length,
      (rows) => rows > 50,
    );
    answer(responded(200));
    await eventually(delivered, (count) => count === 100);
    expect(counted.rows).toBeGreaterThan(50);

    const before = counted.rows;
    for (let round = 1; round <= 5; round++) {
      await bench.publish([bench.event()]);
      await eventually(delivered, (count) => count === 100 + round);
    }
    expect(counted.rows).toBe(before);
  });

  it('looks again after a poll interval, however long a look takes', async () => {
    const database = new CuttableDatabase(bench.database);
    const looks: number[] = [];
    const query = database.query.bind(database);
    database.query = async (text, values) => {
      if (isOutboxClaim(text)) {
        looks.push(performance.now());
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
      return query(text, values);
    };
    bench.engine(new FakeSender(), { database, options: { worker: { pollInterval: 600 } } }).start();
    // Begun 150 ms early, so that what was committed just behind a look has been found when the interval is over. Timers
    // of a busy machine are late now and then, those of an engine that adds the look to the interval always.
    await eventually(
      () => Promise.resolve(looks.slice(2).map((at, index) => Math.round(at - (looks[index + 1] ?? 0)))),
      (gaps) => gaps.some((gap) => gap < 600) && gaps.filter((gap) => gap < 700).length >= 2,
    );
  });

  it('repeats a renewal that failed before its leases are over', async () => {
    await bench.webhook();
    const database = new CuttableDatabase(bench.database);
    // Three of those that come every third of a lease are as long as the lease: only those between can save it.
    const REFUSED = 3;
    let answer: (outcome: SendOutcome) => void = () => undefined;
    let renewals = 0;
    let refused = 0;
    const query = database.query.bind(database);
    database.query = (text, values) => {
      if (!text.includes(RENEWAL) || !text.includes('leases')) return query(text, values);
      renewals++;
      if (renewals === 1 || refused === REFUSED) {
        if (refused === REFUSED) answer(responded(200));
        return query(text, values);
      }
      refused++;
      return Promise.reject(away());
    };
    let aborted = false;
    const sender = new FakeSender(
      (request) =>
        new Promise((resolve) => {
          answer = resolve;
          request.signal?.addEventListener('abort', () => {
            aborted = true;
            resolve(failedWith('aborted'));
          });
        }),
    );
    bench.engine(sender, { database, options: { worker: { lease: 6000 } } }).start();
    await bench.publish([bench.event()]);
    await eventually(delivered, (count) => count === 1);
    expect(aborted).toBe(false);
    expect(refused).toBe(REFUSED);
    expect(sender.requests).toHaveLength(1);
  });

  it('begins soon after another was killed, however seldom they poll', async () => {
    await bench.webhook();
    const database = new CuttableDatabase(bench.database);
    const options = { worker: { pollInterval: 600_000 } };
    bench.engine(new FakeSender(), { database, options }).start();
    await eventually(
      () => bench.rows('select from posthorn.processes'),
      (rows) => rows.length === 1,
    );
    database.isCut = true;
    await bench.publish([bench.event()]);
    bench.engine(new FakeSender(), { options }).start();
    await eventually(delivered, (count) => count === 1);
  });
});

const hop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const chain =
  (before: (outcome: SendOutcome) => void, next: (outcome: SendOutcome) => void) =>
  (outcome: SendOutcome): void => {
    before(outcome);
    next(outcome);
  };
