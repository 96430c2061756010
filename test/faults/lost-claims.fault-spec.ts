import { describe, expect } from '@jest/globals';
import { PROJECT } from './programs/shared.js';
import type { Arena } from './support/arena.js';
import { report } from './support/figures.js';
import { scenario } from './support/scenario.js';
import { PATIENCE, until } from './support/until.js';

/**
 * One request at a time, and however long it takes: everything else that the process has claimed has not begun. Its
 * leases outlast any stall; that they end by themselves is not what is looked at here.
 */
const ONE_AT_A_TIME = { engine: { worker: { concurrency: 1, slowAfter: 600_000, lease: 60_000 } } };
/** Nobody else is to lose a claim here, however busy the machine is. */
const CALM = { engine: { worker: { lease: 20_000 } } };

/** The outcomes of each delivery to a webhook in their order, and how many deliveries have exactly those. */
async function histories(arena: Arena, webhook: string): Promise<Record<string, number>> {
  const rows = await arena.rows<{ history: string; deliveries: number }>(
    `select history, count(*)::integer as deliveries from (
       select string_agg(number || ' ' || outcome, ', ' order by number) as history
       from posthorn.attempts where webhook_id = $1 group by event_id, replay) h
     group by history order by history`,
    [webhook],
  );
  return Object.fromEntries(rows.map(({ history, deliveries }) => [history, deliveries]));
}

describe('a claim that was lost with its process', () => {
  scenario('spends a number of what was claimed, and nothing of what had been put off before', async (arena) => {
    const events = 20;
    const [claimed = '', putOff = ''] = await arena.webhooks([
      { path: '/late-1/claimed', timeoutSeconds: 60 },
      { path: '/ok/put-off' },
    ]);
    // Whoever claims an event writes a pending row for this one: known by the database, so provably not begun.
    await arena.rows(
      `insert into posthorn.webhook_health (project_id, webhook_id, slow_until) values ($1, $2, now() + interval '1 hour')`,
      [PROJECT, putOff],
    );
    await arena.publish(events);
    const worker = await arena.worker(ONE_AT_A_TIME);
    await until('everything is claimed, one request is open and the rest is put off', PATIENCE, async () => {
      const { outbox } = await arena.leftovers();
      const waiting = await arena.rows('select from posthorn.queue where webhook_id = $1', [putOff]);
      return outbox === 0 && waiting.length === events && arena.receiver.log().length > 0;
    });
    await arena.kill(worker);
    await arena.expireLeases();
    await arena.rows('update posthorn.webhook_health set slow_until = null');
    await arena.worker(CALM);
    const { lost, duplicates, unexplained } = await arena.finished();
    expect({ lost, unexplained }).toEqual({ lost: 0, unexplained: 0 });
    // The one request that was open.
    expect(duplicates).toBeLessThanOrEqual(1);
    expect(await histories(arena, claimed)).toEqual({ '1 unknown, 2 success': events });
    expect(await histories(arena, putOff)).toEqual({ '1 success': events });
    // What nobody can know is not called unsent.
    const words = await arena.rows(
      "select distinct error_code, error from posthorn.attempts where outcome = 'unknown'",
    );
    expect(words).toEqual([{ error_code: 'lease_lost', error: 'Outcome unknown: the sending process ended' }]);
    report('a lost claim of events', { claimed: events, 'in flight': 1, lost, duplicates });
  });

  scenario('spends a number of each retry in it, and no step of their schedule', async (arena) => {
    const events = 12;
    // Two retries, and both are needed: a step that was spent by the crash would leave them without the second.
    const path = '/seq-500-500-200/retried';
    const [webhook = ''] = await arena.webhooks([{ path, retry: { schedule: [0, 1, 1] } }]);
    await arena.publish(events);
    const first = await arena.worker(CALM);
    await until('every retry is scheduled', PATIENCE, async () => (await arena.leftovers()).queue === events);
    first.signal('SIGTERM');
    expect(await first.ended()).toBe(0);
    // All due, so that one claim takes them all.
    await arena.rows('update posthorn.queue set due_at = now()');
    await arena.receiver.arm({ point: 'before the answer', nth: 1 });
    const second = await arena.worker(ONE_AT_A_TIME);
    expect(await second.ended()).toBe('SIGKILL');
    const held = await arena.rows<{ rows: number }>(
      'select sum(cardinality(event_ids))::integer as rows from posthorn.leases',
    );
    expect(held).toEqual([{ rows: events }]);
    await arena.expireLeases();
    await arena.worker(CALM);
    const { lost, duplicates, unexplained } = await arena.finished();
    expect({ lost, duplicates, unexplained }).toEqual({ lost: 0, duplicates: 1, unexplained: 0 });
    expect(await histories(arena, webhook)).toEqual({ '1 failed, 2 unknown, 3 failed, 4 success': events });
    const sent = arena.receiver.log().filter((line) => line.kind === 'r' && line.path === path);
    const numbers = (attempt: number): number => sent.filter((line) => line.attempt === attempt).length;
    expect([1, 2, 3, 4].map(numbers)).toEqual([events, 1, events, events]);
    report('a lost claim of retries', { claimed: events, 'in flight': 1, lost, duplicates });
  });
});
