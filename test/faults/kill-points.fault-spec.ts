import { describe, expect } from '@jest/globals';
import type { KillPoint } from './programs/receiver.js';
import { SHORT_LEASE, type Arena } from './support/arena.js';
import { report, seconds } from './support/figures.js';
import { scenario } from './support/scenario.js';

/** Nobody loses a lease but by being killed, however busy the machine is. */
const CALM = { engine: { worker: { lease: 60_000 } } };

describe('kill -9 at an exact point', () => {
  const outcomes = async (arena: Arena): Promise<string[]> => {
    const rows = await arena.rows<{ outcome: string }>(
      'select outcome::text as outcome from posthorn.attempts order by event_id, webhook_id, number',
    );
    return rows.map(({ outcome }) => outcome);
  };

  scenario('before commit: nothing exists', async (arena) => {
    await arena.webhooks([{ path: '/ok/a' }]);
    await arena.worker();
    const publisher = arena.publisher({ rate: 100, total: 1, dieAt: 'before-commit' });
    expect(await publisher.ended()).toBe('SIGKILL');
    // An order that comes later has been delivered: what was before it would have been, too.
    await arena.publish(1);
    const { lost, phantoms, delivered } = await arena.delivered();
    expect({ lost, phantoms, delivered }).toEqual({ lost: 0, phantoms: 0, delivered: 1 });
    report('kill -9 before commit', { lost, phantoms });
  });

  scenario('after commit: the event goes out exactly once', async (arena) => {
    await arena.webhooks([{ path: '/ok/b' }]);
    const publisher = arena.publisher({ rate: 100, total: 1, dieAt: 'after-commit' });
    expect(await publisher.ended()).toBe('SIGKILL');
    expect(arena.acknowledged().size).toBe(0);
    await arena.worker();
    const startedAt = Date.now();
    const { lost, duplicates, delivered, lastAt } = await arena.finished();
    expect({ lost, duplicates, delivered }).toEqual({ lost: 0, duplicates: 0, delivered: 1 });
    report('kill -9 after commit', {
      lost,
      duplicates,
      'after the start of a worker': seconds(Math.max(0, lastAt - startedAt)),
    });
  });

  for (const dieAt of ['claimed', 'recording', 'recorded'] as const)
    scenario(`of a worker: ${dieAt}`, async (arena) => {
      await arena.webhooks([{ path: `/ok/${dieAt}` }]);
      await arena.publish(1);
      const worker = await arena.worker({ ...CALM, dieAt });
      expect(await worker.ended()).toBe('SIGKILL');
      arena.noteDeath(worker.pid);
      await arena.expireLeases();
      const endedAt = Date.now();
      await arena.worker(CALM);
      const { lost, duplicates, unexplained, lastRequestAt } = await arena.finished();
      expect({ lost, duplicates, unexplained }).toEqual({
        lost: 0,
        duplicates: dieAt === 'recording' ? 1 : 0,
        unexplained: 0,
      });
      expect(await outcomes(arena)).toEqual(dieAt === 'recorded' ? ['success'] : ['unknown', 'success']);
      report(`kill -9 of a worker, ${dieAt}`, {
        lost,
        duplicates,
        'after the end of its lease': seconds(Math.max(0, lastRequestAt - endedAt)),
      });
    });

  const inTheRequest: readonly [KillPoint, number, number][] = [
    ['half-way through the body', 250_000, 0],
    ['before the answer', 0, 1],
    ['after the answer', 0, 1],
  ];
  for (const [point, padding, allowed] of inTheRequest)
    scenario(`${point}: sent again under the same id`, async (arena) => {
      await arena.webhooks([{ path: `/ok/${point.replaceAll(' ', '-')}` }]);
      await arena.publish(1, { padding });
      await arena.receiver.arm({ point, nth: 1 });
      const worker = await arena.worker();
      expect(await worker.ended()).toBe('SIGKILL');
      const killedAt = arena.receiver.kills.at(-1)?.t ?? 0;
      await arena.worker(CALM);
      const { lost, duplicates, unexplained, lastRequestAt } = await arena.finished();
      expect({ lost, unexplained }).toEqual({ lost: 0, unexplained: 0 });
      expect(duplicates).toBe(allowed);
      const seen = arena.receiver
        .log()
        .filter(({ kind, path }) => (kind === 'r' || kind === 'p') && path.endsWith(point.replaceAll(' ', '-')));
      expect(new Set(seen.map(({ delivery }) => delivery)).size).toBe(1);
      // 1 and 2, unless busy cores made the first worker too slow for its lease: then a claim was lost before.
      const [first = 0, second = 0] = seen.map(({ attempt }) => attempt);
      expect([seen.length, second - first]).toEqual([2, 1]);
      expect(Number(seen[1]?.timestamp)).toBeGreaterThan(Number(seen[0]?.timestamp));
      if (padding > 0) expect(seen[0]?.bytes).toBeLessThan(seen[0]?.expected ?? 0);
      // It may have arrived: that attempt is never shown as not sent.
      expect(await outcomes(arena)).toEqual([...Array<string>(first).fill('unknown'), 'success']);
      report(`kill -9 ${point}`, {
        lost,
        duplicates,
        recovery: seconds(lastRequestAt - killedAt),
        lease: seconds(SHORT_LEASE),
      });
    });

  scenario('right after a scheduled retry: the retry keeps its time and its number', async (arena) => {
    await arena.webhooks([{ path: '/seq-500-200/retry', retry: { schedule: [0, 2] } }]);
    await arena.publish(1);
    const worker = await arena.worker({ ...CALM, dieAt: 'recorded' });
    expect(await worker.ended()).toBe('SIGKILL');
    arena.noteDeath(worker.pid);
    await arena.expireLeases();
    await arena.worker(CALM);
    const { lost, duplicates } = await arena.finished();
    const seen = arena.receiver.log().filter(({ kind, path }) => kind === 'r' && path === '/seq-500-200/retry');
    expect(seen.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(seen[1]!.t - seen[0]!.t).toBeGreaterThan(1950);
    expect({ lost, duplicates }).toEqual({ lost: 0, duplicates: 0 });
    expect(await outcomes(arena)).toEqual(['failed', 'success']);
    report('kill -9 right after a scheduled retry', { lost, duplicates, wait: seconds(seen[1]!.t - seen[0]!.t) });
  });

  scenario(
    'with a key in hand: its order stays, and it goes on with the delivery that was in flight',
    async (arena) => {
      const path = '/slow-20/ordered';
      await arena.webhooks([{ path, orderingKey: 'mark' }]);
      const published = await arena.publish(12, { mark: 'one key' });
      await arena.receiver.arm({ point: 'before the answer', nth: 5 });
      const worker = await arena.worker();
      expect(await worker.ended()).toBe('SIGKILL');
      const killedAt = arena.receiver.kills.at(-1)?.t ?? 0;
      await arena.worker(CALM);
      const { lost, duplicates, unexplained, lastRequestAt } = await arena.finished();
      expect({ lost, duplicates, unexplained }).toEqual({ lost: 0, duplicates: 1, unexplained: 0 });
      const sent = arena.receiver
        .log()
        .flatMap((line) => (line.kind === 'r' && line.path === path ? [line.order] : []));
      const repeated = published.toSpliced(4, 0, published[4] ?? '');
      expect(sent).toEqual(repeated);
      report('kill -9 with an ordering key in hand', {
        lost,
        duplicates,
        recovery: seconds(lastRequestAt - killedAt),
      });
    },
  );

  scenario('mid fan-out to 200 webhooks: each gets it', async (arena) => {
    const paths = Array.from({ length: 200 }, (_, index) => `/slow-20/fan${index}`);
    await arena.webhooks(paths.map((path) => ({ path })));
    await arena.publish(1);
    await arena.receiver.arm({ point: 'before the answer', nth: 90 });
    const worker = await arena.worker();
    expect(await worker.ended()).toBe('SIGKILL');
    const killedAt = arena.receiver.kills.at(-1)?.t ?? 0;
    await arena.worker(CALM);
    const { lost, duplicates, unexplained, oldestAnswerLost, lastRequestAt } = await arena.finished();
    expect({ lost, unexplained }).toEqual({ lost: 0, unexplained: 0 });
    // In flight: 16 slots, and what was answered since the last write.
    expect(duplicates).toBeLessThanOrEqual(90);
    expect(oldestAnswerLost).toBeLessThan(3000);
    report('kill -9 mid fan-out to 200 webhooks', {
      lost,
      duplicates,
      'oldest answer not yet stored': `${Math.round(oldestAnswerLost)} ms`,
      recovery: seconds(lastRequestAt - killedAt),
    });
  });
});
