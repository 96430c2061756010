import { describe, expect } from '@jest/globals';
import type { Child } from './support/child.js';
import { report, seconds } from './support/figures.js';
import { scenario } from './support/scenario.js';
import { PATIENCE, until } from './support/until.js';

describe('a delivery that kills its process', () => {
  scenario(
    'ends after ten lost claims; its neighbours are delivered and lose no step of their schedule',
    async (arena) => {
      // One retry only: a crash that spent a step would leave them without it.
      await arena.webhooks([{ path: '/seq-500-200/a', retry: { schedule: [0, 1] } }]);
      await arena.publish(10);
      const [poison] = await arena.publish(1, { mark: 'deadly' });
      await arena.publish(10);
      const startedAt = Date.now();
      const dead = new Set<Child>();
      // Two at a time: the next one is up when its predecessor's lease is over.
      const workers: Child[] = [];
      await until('the poison is given up', PATIENCE, async () => {
        for (const worker of workers) if (!worker.isRunning) dead.add(worker);
        expect(dead.size).toBeLessThanOrEqual(10);
        const { outbox, queue, leases } = await arena.leftovers();
        if (outbox + queue + leases === 0) return true;
        if (workers.filter((worker) => worker.isRunning).length < 2) {
          workers.push(
            await arena.worker({ poison: 'deadly', engine: { worker: { lease: 1000, pollInterval: 100 } } }),
          );
        }
        return false;
      });
      const deaths = dead.size;
      for (const worker of dead) arena.noteDeath(worker.pid);
      // A claim that is lost by one that was too slow for its lease counts as well, and kills nobody.
      const slow = workers.some((worker) => arena.hasBeenSlow(worker));
      expect([slow || deaths === 10, deaths > 0]).toEqual([true, true]);
      const ended = await arena.rows(
        `select status::text as status, failure_reason, error_code, attempts from posthorn.deliveries d
       join posthorn.events e on e.id = d.event_id where e.data like '%deadly%'`,
      );
      expect(ended).toEqual([
        { status: 'failed', failure_reason: 'unsendable', error_code: 'crash_loop', attempts: 10 },
      ]);
      const orders = await arena.orders();
      orders.delete(poison ?? '');
      const answered = new Set(
        arena.receiver
          .log()
          .filter(({ kind, status }) => kind === 'a' && status === 200)
          .map(({ order }) => order),
      );
      const lost = [...orders].filter((order) => !answered.has(order)).length;
      expect(lost).toBe(0);
      const { duplicates, unexplained } = await arena.tally();
      expect(unexplained).toBe(0);
      // In flight beside it, each time: 16 slots at the first death, then those that were tried with it.
      expect(duplicates).toBeLessThanOrEqual(10 * 16);
      report('poison', {
        deaths,
        lost,
        duplicates,
        'over after': seconds(Date.now() - startedAt),
        lease: '1.0 s',
      });
    },
  );
});
