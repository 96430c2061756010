import { describe, expect } from '@jest/globals';
import type { Arena } from './support/arena.js';
import { byForm, report, seconds } from './support/figures.js';
import { OwnPostgres } from './support/own-postgres.js';
import { scenario } from './support/scenario.js';
import { pause } from './support/until.js';

const SLOTS = 16;
const UNSTORED = 80;

describe('PostgreSQL', () => {
  async function load(arena: Arena) {
    await arena.webhooks([
      { path: '/ok/a' },
      { path: '/slow-20/b' },
      { path: '/seq-500-200/c', retry: { schedule: [0, 1, 1] } },
    ]);
    return arena.publisher({ rate: byForm(40, 80), rollBackTenth: true });
  }

  async function nothingInvented(arena: Arena, phantoms: number): Promise<void> {
    const orders = await arena.orders();
    expect([...arena.acknowledged()].filter((id) => !orders.has(id))).toEqual([]);
    expect(phantoms).toBe(0);
  }

  scenario(
    'crashes every few seconds: the processes live on, nothing is lost, outcomes are written when it is back',
    async (arena, server) => {
      const publisher = await load(arena);
      // The lease outlasts the outages: what is answered meanwhile is kept.
      const workers = [await arena.worker({ engine: { worker: { lease: 20_000 } } })];
      const crashes = byForm(2, 12);
      let startedAt = 0;
      for (let i = 0; i < crashes; i++) {
        await pause(byForm(1500, 3000));
        await server.crash();
        await server.startAgain();
        startedAt = Date.now();
      }
      await pause(500);
      publisher.signal('SIGTERM');
      await publisher.ended();
      const { lost, duplicates, phantoms, delivered, lastAt } = await arena.finished();
      await nothingInvented(arena, phantoms);
      expect(workers.every((worker) => worker.isRunning)).toBe(true);
      expect({ lost, duplicates }).toEqual({ lost: 0, duplicates: 0 });
      report('PostgreSQL crashes every few seconds', {
        crashes,
        deliveries: delivered,
        lost,
        duplicates,
        'last delivery after the last start': seconds(lastAt - startedAt),
      });
    },
    () => OwnPostgres.start(),
  );

  scenario(
    'is away for longer than a lease: at most what was in flight is sent twice',
    async (arena, server) => {
      const publisher = await load(arena);
      const worker = await arena.worker();
      await pause(1500);
      await server.crash();
      const away = byForm(5000, 10_000);
      await pause(away);
      await server.startAgain();
      const startedAt = Date.now();
      publisher.signal('SIGTERM');
      await publisher.ended();
      const { lost, duplicates, phantoms, delivered, lastAt } = await arena.finished();
      await nothingInvented(arena, phantoms);
      expect(worker.isRunning).toBe(true);
      expect(lost).toBe(0);
      expect(duplicates).toBeLessThanOrEqual(SLOTS * 2 + UNSTORED);
      report('PostgreSQL away', {
        for: seconds(away),
        deliveries: delivered,
        lost,
        duplicates: `${duplicates} (at most ${SLOTS * 2 + UNSTORED})`,
        recovery: seconds(lastAt - startedAt),
      });
    },
    () => OwnPostgres.start(),
  );
});
