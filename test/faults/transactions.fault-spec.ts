import { describe, expect } from '@jest/globals';
import { byForm, report, seconds } from './support/figures.js';
import { scenario } from './support/scenario.js';
import { PATIENCE, until } from './support/until.js';
import { milliseconds, quantile, waits } from './support/waits.js';

/** Nobody is to lose a lease here, however busy the machine is. */
const CALM = { engine: { worker: { lease: 30_000 } } };

describe('transactions of the host', () => {
  scenario('that commit late are neither skipped nor do they delay the others', async (arena) => {
    await arena.webhooks([{ path: '/ok/a' }]);
    await arena.worker(CALM);
    const hold = byForm(3000, 8000);
    // Begun before all the others, and open until they are delivered: waiting for it would take for ever.
    const { committed: last, commit } = arena.publishOpen();
    const publisher = arena.publisher({
      rate: byForm(40, 60),
      total: byForm(200, 1500),
      holdTenth: hold,
      rollBackTenth: true,
    });
    await publisher.ended();
    expect(await arena.delivered()).toMatchObject({ lost: 0, delivered: arena.acknowledged().size });
    commit();
    await last;
    const { lost, duplicates, phantoms, delivered } = await arena.finished();
    expect({ lost, duplicates, phantoms }).toEqual({ lost: 0, duplicates: 0, phantoms: 0 });
    expect(delivered).toBe(arena.acknowledged().size + 1);
    const held = await waits(arena, '/ok/a', 'held');
    const others = await waits(arena, '/ok/a', 'others');
    expect(held.length).toBeGreaterThan(byForm(15, 100));
    report('transactions that commit late', {
      lost,
      duplicates,
      held: `${held.length} for ${seconds(hold)}`,
      'their wait after commit, p50': milliseconds(quantile(held, 0.5)),
      max: milliseconds(quantile(held, 1)),
      'wait of the others, p50': milliseconds(quantile(others, 0.5)),
      'their max': milliseconds(quantile(others, 1)),
    });
  });

  scenario('that stay open with an old snapshot hold nobody up', async (arena) => {
    await arena.webhooks([{ path: '/ok/a' }, { path: '/seq-500-200/b', retry: { schedule: [0, 1] } }]);
    await arena.worker(CALM);
    const total = byForm(200, 4000);
    const drain = async (): Promise<number> => {
      const before = arena.receiver.log().length;
      const publisher = arena.publisher({ rate: byForm(150, 300), total });
      await publisher.ended();
      await arena.finished();
      const lines = arena.receiver.log().slice(before);
      return (lines.at(-1)?.t ?? 0) - (lines[0]?.t ?? 0);
    };
    const free = await drain();
    const client = await arena.database.pool.connect();
    try {
      await client.query('begin isolation level repeatable read');
      await client.query('select count(*) from posthorn.outbox');
      const snapshot = await drain();
      const { lost, duplicates } = await arena.tally();
      expect({ lost, duplicates }).toEqual({ lost: 0, duplicates: 0 });
      // Generous on busy cores; a claim that read every dead row again would take many times as long.
      expect(snapshot).toBeLessThan(free * 3 + 20_000);
      const found = await waits(arena, '/ok/a');
      report('an idle transaction with an old snapshot', {
        lost,
        duplicates,
        'without it': seconds(free),
        'with it': seconds(snapshot),
        'wait, p50': milliseconds(quantile(found, 0.5)),
        p99: milliseconds(quantile(found, 0.99)),
      });
    } finally {
      await client.query('rollback');
      client.release();
    }
    await until('nothing is left', PATIENCE, async () => (await arena.leftovers()).leases === 0);
  });
});
