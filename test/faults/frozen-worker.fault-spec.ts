import { describe, expect } from '@jest/globals';
import type { Arena } from './support/arena.js';
import type { Child } from './support/child.js';
import { report, seconds } from './support/figures.js';
import { scenario } from './support/scenario.js';
import { PATIENCE, until } from './support/until.js';

interface Row {
  readonly status: string;
  readonly attempts: number;
  readonly status_code: number | null;
}

describe('a worker that is frozen past its lease', () => {
  const delivery = async (arena: Arena): Promise<Row | undefined> =>
    (await arena.rows<Row>('select status::text as status, attempts, status_code from posthorn.deliveries'))[0];
  const health = async (arena: Arena): Promise<unknown> =>
    (
      await arena.rows(
        'select consecutive_failures, failed_attempts, failing_since is null as healthy from posthorn.webhook_health',
      )
    )[0];

  /** Freezes a worker with the answer on its way, and lets another one take over. */
  async function freeze(arena: Arena): Promise<{ frozen: Child; other: Child }> {
    await arena.publish(1);
    await arena.receiver.arm({ point: 'frozen', nth: 1 });
    const frozen = await arena.worker();
    await until('the worker is frozen', PATIENCE, () => arena.receiver.child.messages.some((each) => 'frozen' in each));
    const other = await arena.worker();
    return { frozen, other };
  }

  /** Lets it go on and stop in good order: whatever it had to say about the request it has said then. */
  async function thawAndStop(frozen: Child): Promise<void> {
    frozen.signal('SIGCONT');
    await until('it knows that its lease is gone', PATIENCE, () =>
      frozen.said.some((line) => 'refused' in line || /ran out|were lost|were refused/.test(String(line['message']))),
    );
    frozen.signal('SIGTERM');
    expect(await frozen.ended()).toBe(0);
  }

  scenario('its late failure overwrites neither the success nor the health', async (arena) => {
    await arena.webhooks([{ path: '/seq-500-200/a', retry: { schedule: [0, 30] } }]);
    const { frozen } = await freeze(arena);
    const frozenAt = Date.now();
    const first = await arena.finished();
    expect(await delivery(arena)).toEqual({ status: 'success', attempts: 2, status_code: 200 });
    const before = await health(arena);
    await thawAndStop(frozen);
    expect(await delivery(arena)).toEqual({ status: 'success', attempts: 2, status_code: 200 });
    expect(await health(arena)).toEqual(before);
    expect(await arena.leftovers()).toEqual({ outbox: 0, queue: 0, leases: 0 });
    expect(arena.receiver.log().filter(({ kind }) => kind === 'r')).toHaveLength(2);
    report('frozen past its lease, late failure', {
      lost: first.lost,
      'taken over after': seconds(first.lastRequestAt - frozenAt),
    });
  });

  scenario('it is of use again', async (arena) => {
    await arena.webhooks([{ path: '/ok/a' }]);
    const { frozen, other } = await freeze(arena);
    await arena.finished();
    frozen.signal('SIGCONT');
    other.signal('SIGTERM');
    expect(await other.ended()).toBe(0);
    await arena.publish(5);
    const { lost } = await arena.finished();
    const senders = new Set(
      arena.receiver
        .log()
        .filter(({ attempt }) => attempt === 1)
        .map(({ pid }) => pid),
    );
    expect([...senders]).toEqual([frozen.pid]);
    report('frozen past its lease, afterwards', { lost });
  });

  scenario('its late success overwrites neither the waiting retry nor the health', async (arena) => {
    await arena.webhooks([{ path: '/seq-200-500-200/a', retry: { schedule: [0, 3600] } }]);
    const { frozen } = await freeze(arena);
    await until('the other has failed', PATIENCE, async () => (await delivery(arena))?.status_code === 500);
    const before = await health(arena);
    expect(before).toMatchObject({ failed_attempts: 1 });
    await thawAndStop(frozen);
    expect(await delivery(arena)).toMatchObject({ status: 'pending', attempts: 2, status_code: 500 });
    expect(await health(arena)).toEqual(before);
    await arena.rows('update posthorn.queue set due_at = now()');
    await arena.finished();
    expect(await delivery(arena)).toEqual({ status: 'success', attempts: 3, status_code: 200 });
    const outcomes = await arena.rows('select outcome::text as outcome from posthorn.attempts order by number');
    expect(outcomes).toEqual([{ outcome: 'unknown' }, { outcome: 'failed' }, { outcome: 'success' }]);
    const { lost } = await arena.tally();
    report('frozen past its lease, late success', { lost });
  });
});
