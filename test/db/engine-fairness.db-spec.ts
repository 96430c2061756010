import { describe, expect, it } from '@jest/globals';
import type { SendOutcome } from '@posthorn/egress';
import { onEngineBench } from './engine-hooks.js';
import {
  type Answer,
  type EngineBench,
  eventually,
  failedWith,
  FakeSender,
  hangs,
  responded,
} from './engine-support.js';

const url = (kind: string, index: number): string => `https://receiver.test/${kind}/${index}`;

/** Answers at once, or after a while where the URL says `slow`. */
const answers: Answer = async (request) => {
  if (request.url.includes('/slow/')) await new Promise((resolve) => setTimeout(resolve, 150));
  return responded(200);
};

describe('receivers that never answer', () => {
  let bench: EngineBench;

  onEngineBench((made) => ({ bench } = made));

  const delivered = async (kind: string): Promise<number> => {
    const [row] = await bench.rows<{ count: number }>(
      `select count(*)::int as count from posthorn.deliveries d join posthorn.webhooks w on w.id = d.webhook_id
       where d.status = 'success' and w.url like $1`,
      [`%/${kind}/%`],
    );
    return row!.count;
  };

  /** One webhook per project, so that an event goes to exactly one. */
  const webhooks = async (kind: string, count: number, fields: object = {}): Promise<void> => {
    for (let index = 0; index < count; index++) {
      await bench.webhook({ project_id: `${kind}${index}`, url: url(kind, index), max_in_flight: 64, ...fields });
    }
  };

  const publish = async (kinds: readonly string[], count: number, each: number): Promise<void> => {
    for (let round = 0; round < each; round += 10) {
      const events = Array.from({ length: Math.min(10, each - round) }, () =>
        Array.from({ length: count }, (_, index) => kinds.map((kind) => bench.event({ projectId: `${kind}${index}` }))),
      );
      await bench.publish(events.flat(2));
    }
  };

  it('do not keep the other half from theirs when they have every request open that this process may have', async () => {
    await webhooks('dead', 100);
    await webhooks('alive', 100);
    await publish(['dead', 'alive'], 100, 40);
    let open = 0;
    let most = 0;
    const sender = new FakeSender(async (request, count) => {
      if (!request.url.includes('/dead/')) return responded(200);
      most = Math.max(most, ++open);
      const outcome = await hangs(request, count);
      open--;
      return outcome;
    });
    bench.engine(sender).start();
    await eventually(
      () => delivered('alive'),
      (count) => count === 4000,
    );
    expect(most).toBeGreaterThan(500);
    expect(most).toBeLessThanOrEqual(1024);
  });

  it('do not keep those waiting whose events are published behind a thousand of theirs', async () => {
    await webhooks('dead', 50, { retry: { schedule: [0] } });
    await webhooks('alive', 20);
    await webhooks('slow', 1);
    await publish(['dead'], 50, 100);
    await publish(['alive'], 20, 50);
    await publish(['slow'], 1, 20);
    const sender = new FakeSender(async (request, count) => {
      if (!request.url.includes('/dead/')) return answers(request, count);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return failedWith('timeout');
    });
    const worker = { maxOpenRequests: 100 };
    bench.engine(sender, { options: { worker, retry: { breakerThreshold: 10_000 } } }).start();
    await eventually(
      async () => [await delivered('alive'), await delivered('slow')],
      ([alive, slow]) => alive === 1000 && slow === 20,
    );
    // Behind all 5,000 of the dead, which take 50 s at a hundred a second, none of them would be left.
    expect(sender.requests.filter((request) => request.url.includes('/dead/')).length).toBeLessThan(3500);
  });

  it('hold no more of the queue than they can take, and do not have it claimed over and over', async () => {
    const ends: ((outcome: SendOutcome) => void)[] = [];
    await bench.webhook({ project_id: 'dead0', url: url('dead', 0), max_in_flight: 4, retry: { schedule: [0, 60] } });
    await publish(['dead'], 1, 300);
    const failing = new FakeSender(() => responded(500));
    await bench.engine(failing).runOnce();
    await bench.stopAll();
    await bench.makeDue();

    const sender = new FakeSender((request) => {
      if (!request.url.includes('/dead/')) return responded(200);
      return new Promise((resolve) => {
        ends.push(resolve);
        request.signal?.addEventListener('abort', () => resolve(failedWith('aborted')));
      });
    });
    const claims: number[] = [];
    const claimed = (kind: 'outbox' | 'queue', rows: number): void => {
      if (kind === 'queue') claims.push(rows);
    };
    bench.engine(sender, { observer: { claimed } }).start();
    await eventually(
      () => Promise.resolve(ends.length),
      (count) => count === 4,
    );
    await webhooks('alive', 1);
    // So long that the spilling of what waits would have happened several times.
    for (let round = 0; round < 30; round++) {
      await publish(['alive'], 1, 1);
      await eventually(
        () => delivered('alive'),
        (count) => count === round + 1,
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(ends).toHaveLength(4);
    expect(claims.reduce((sum, rows) => sum + rows, 0)).toBeLessThan(40);
  });
});
