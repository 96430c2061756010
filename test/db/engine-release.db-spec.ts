import { describe, expect, it } from '@jest/globals';
import type { SendOutcome } from '@posthorn/egress';
import { onEngineBench } from './engine-hooks.js';
import {
  away,
  CuttableDatabase,
  type EngineBench,
  eventually,
  FakeSender,
  NOTHING_LEFT,
  responded,
} from './engine-support.js';

describe('giving work back', () => {
  let bench: EngineBench;

  onEngineBench((made) => ({ bench } = made));

  const statuses = async (): Promise<unknown[]> => (await bench.deliveries()).map((row) => row['status']);

  it('ends no request that is open under the same lease while the database cannot take it', async () => {
    const webhook = await bench.webhook({ max_in_flight: 1, retry: { schedule: [0, 60] } });
    await bench.publish([bench.event(), bench.event(), bench.event()]);
    await bench.engine(new FakeSender(() => responded(500))).runOnce();
    await bench.stopAll();
    await bench.makeDue();

    // One retry is open, and the others wait behind it under the same lease.
    let answer: (outcome: SendOutcome) => void = () => undefined;
    const ended: unknown[] = [];
    const sender = new FakeSender((request, count) => {
      if (count > 1) return responded(200);
      request.signal?.addEventListener('abort', () => ended.push(request));
      return new Promise((resolve) => (answer = resolve));
    });
    const database = new CuttableDatabase(bench.database);
    bench.engine(sender, { database }).start();
    await eventually(
      () => Promise.resolve(sender.requests.length),
      (count) => count === 1,
    );

    let refused = 0;
    let isAway = true;
    const query = database.query.bind(database);
    database.query = async (text, values) => {
      if (!isAway || !text.includes('as released from r')) return query(text, values);
      refused++;
      throw away();
    };
    await bench.setWebhook(webhook, 'paused = true');
    await eventually(
      () => Promise.resolve(refused),
      (times) => times > 0,
    );
    answer(responded(200));
    await eventually(statuses, (seen) => seen.includes('success'));
    expect(ended).toEqual([]);
    isAway = false;
    await eventually(
      () => bench.leftovers(),
      (left) => JSON.stringify(left) === JSON.stringify({ ...NOTHING_LEFT, queue: 2 }),
    );

    await bench.setWebhook(webhook, 'paused = false');
    await eventually(statuses, (seen) => seen.every((status) => status === 'success'));
    expect(sender.requests).toHaveLength(3);
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
    // First failure and one retry each: nothing was spent by waiting.
    expect((await bench.deliveries()).map((row) => row['attempts'])).toEqual([2, 2, 2]);
  });

  it('twice, because the first commit was not acknowledged, queues nothing twice', async () => {
    const webhook = await bench.webhook({ max_in_flight: 1, retry: { schedule: [0, 60] } });
    await bench.publish([bench.event(), bench.event(), bench.event()]);
    await bench.engine(new FakeSender(() => responded(500))).runOnce();
    await bench.stopAll();
    await bench.makeDue();

    let answer: (outcome: SendOutcome) => void = () => undefined;
    const sender = new FakeSender((_, count) =>
      count > 1 ? responded(200) : new Promise((resolve) => (answer = resolve)),
    );
    let unacknowledged = 1;
    const database = new CuttableDatabase(bench.database);
    const query = database.query.bind(database);
    database.query = async (text, values) => {
      const result = await query<never>(text, values);
      if (text.includes('as released from r') && unacknowledged-- > 0) throw away();
      return result;
    };
    bench.engine(sender, { database }).start();
    await eventually(
      () => Promise.resolve(sender.requests.length),
      (count) => count === 1,
    );
    await bench.setWebhook(webhook, 'paused = true');
    await eventually(
      () => Promise.resolve(unacknowledged),
      (left) => left < 0,
    );
    answer(responded(200));
    await eventually(
      () => bench.leftovers(),
      (left) => JSON.stringify(left) === JSON.stringify({ ...NOTHING_LEFT, queue: 2 }),
    );
    await bench.setWebhook(webhook, 'paused = false');
    await eventually(statuses, (seen) => seen.every((status) => status === 'success'));
    expect(sender.requests).toHaveLength(3);
  });
});
