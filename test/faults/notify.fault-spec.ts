import { describe, expect } from '@jest/globals';
import { report } from './support/figures.js';
import { scenario } from './support/scenario.js';
import { PATIENCE, pause, until } from './support/until.js';
import { milliseconds, quantile, waits } from './support/waits.js';

const LISTENERS = `select pid from pg_stat_activity where datname = current_database() and query ilike 'listen %'
  and pid <> pg_backend_pid()`;

describe('notifications', () => {
  scenario('that are lost cost a poll interval at most', async (arena) => {
    const pollInterval = 500;
    await arena.webhooks([{ path: '/ok/a' }]);
    await arena.worker({ engine: { worker: { pollInterval, lease: 30_000 } } });
    // A first delivery: what follows is not the start of a process.
    await arena.publish(1);
    await arena.finished();
    const publisher = arena.publisher({ rate: 7, total: 14, notify: false });
    await publisher.ended();
    const { lost, duplicates } = await arena.finished();
    const found = await waits(arena);
    expect({ lost, duplicates }).toEqual({ lost: 0, duplicates: 0 });
    // The rest is what busy cores may add: to one of them, and to all.
    expect(quantile(found, 0.5)).toBeLessThan(pollInterval + 2000);
    expect(quantile(found, 1)).toBeLessThan(pollInterval + 10_000);
    report('lost NOTIFY', {
      lost,
      'poll interval': milliseconds(pollInterval),
      'longest wait': milliseconds(quantile(found, 1)),
      median: milliseconds(quantile(found, 0.5)),
    });
  });

  scenario(
    'come again after the LISTEN backend was terminated, and nothing waits for the poll meanwhile',
    async (arena) => {
      // So long that whatever arrives has not been found by polling.
      const pollInterval = 600_000;
      await arena.webhooks([{ path: '/ok/a' }]);
      await arena.worker({ engine: { worker: { pollInterval, lease: 600_000 } } });
      const listener = await until(
        'a LISTEN connection',
        PATIENCE,
        async () => (await arena.rows<{ pid: number }>(LISTENERS))[0],
      );
      const publisher = arena.publisher({ rate: 10 });
      await until('it is notified', PATIENCE, () => arena.receiver.log().length > 5);
      const terminatedAt = Date.now();
      await arena.rows('select pg_terminate_backend($1)', [listener.pid]);
      const again = await until('another LISTEN connection', PATIENCE, async () =>
        (await arena.rows<{ pid: number }>(LISTENERS)).find(({ pid }) => pid !== listener.pid),
      );
      expect(again.pid).not.toBe(listener.pid);
      const back = Date.now() - terminatedAt;
      await pause(500);
      publisher.signal('SIGTERM');
      await publisher.ended();
      const { lost, duplicates } = await arena.delivered();
      expect({ lost, duplicates }).toEqual({ lost: 0, duplicates: 0 });
      report('LISTEN backend terminated', { lost, duplicates, 'listens again after': milliseconds(back) });
    },
  );

  scenario('are not needed at all: a database without LISTEN is polled', async (arena) => {
    await arena.webhooks([{ path: '/ok/a' }]);
    await arena.worker({ listen: false, engine: { worker: { pollInterval: 300, lease: 30_000 } } });
    const publisher = arena.publisher({ rate: 20, total: 20 });
    await publisher.ended();
    const { lost, duplicates } = await arena.finished();
    expect({ lost, duplicates }).toEqual({ lost: 0, duplicates: 0 });
    expect((await arena.rows(LISTENERS)).length).toBe(0);
    report('no LISTEN', { lost, duplicates, 'longest wait': milliseconds(quantile(await waits(arena), 1)) });
  });
});
