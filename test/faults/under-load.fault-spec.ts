import { describe, expect } from '@jest/globals';
import type { Arena } from './support/arena.js';
import { byForm, report, seconds } from './support/figures.js';
import { scenario } from './support/scenario.js';
import { PATIENCE, pause, until } from './support/until.js';

/** Requests that a worker may have open, as `Arena.worker` starts it. */
const SLOTS = 16;
/** Answers per 100 ms of a receiver that takes 20 ms, over all slots: what may be answered and not stored yet. */
const UNSTORED = 80;
/**
 * On busy cores a process may be too slow to renew a short lease, or for its heartbeats: to the others it is as good as
 * dead then, and takes its part of every cap with what it has open. That is no crash, and not what is looked at here.
 */
const CALM = { engine: { worker: { lease: 30_000, heartbeat: 30_000, pollInterval: 100 } } };

describe('under load', () => {
  /** Everything acknowledged is a business row, and nothing was sent that is none. */
  async function nothingInvented(arena: Arena, phantoms: number): Promise<void> {
    const orders = await arena.orders();
    expect([...arena.acknowledged()].filter((id) => !orders.has(id))).toEqual([]);
    expect(phantoms).toBe(0);
  }

  scenario(
    'kill -9 every two seconds until it is over: nothing lost, duplicates within what was in flight',
    async (arena) => {
      await arena.webhooks([{ path: '/ok/a' }, { path: '/slow-20/b' }]);
      const publisher = arena.publisher({ rate: byForm(50, 150), rollBackTenth: true });
      const kills = byForm(2, 15);
      for (let i = 0; i < kills; i++) {
        const worker = await arena.worker();
        await pause(2000);
        await arena.kill(worker);
      }
      const lastKill = Date.now();
      await arena.worker();
      publisher.signal('SIGTERM');
      await publisher.ended();
      const { lost, duplicates, unexplained, phantoms, delivered, oldestAnswerLost, lastRequestAt } =
        await arena.finished();
      await nothingInvented(arena, phantoms);
      expect({ lost, unexplained }).toEqual({ lost: 0, unexplained: 0 });
      expect(duplicates).toBeLessThanOrEqual(kills * (SLOTS + UNSTORED));
      expect(oldestAnswerLost).toBeLessThan(3000);
      report('kill -9 every 2 s under load', {
        kills,
        deliveries: delivered,
        lost,
        duplicates: `${duplicates} (at most ${kills * (SLOTS + UNSTORED)})`,
        'oldest answer not yet stored': `${Math.round(oldestAnswerLost)} ms`,
        recovery: seconds(lastRequestAt - lastKill),
      });
    },
  );

  scenario('three replicas share the work: no duplicate without a crash', async (arena) => {
    await arena.webhooks([
      { path: '/ok/a' },
      { path: '/slow-20/b' },
      { path: '/seq-500-200/c', retry: { schedule: [0, 1] } },
    ]);
    const workers = await Promise.all([arena.worker(CALM), arena.worker(CALM), arena.worker(CALM)]);
    const publisher = arena.publisher({ rate: byForm(80, 200), rollBackTenth: true });
    const senders = () => new Set(arena.receiver.log().flatMap(({ pid }) => pid ?? []));
    // One that gets no core for a while comes later.
    await until('each of them has sent', PATIENCE, () => senders().size === 3);
    await until('enough was sent', PATIENCE, () => arena.acknowledged().size >= byForm(140, 3600));
    publisher.signal('SIGTERM');
    await publisher.ended();
    const { lost, duplicates, phantoms, delivered } = await arena.finished();
    await nothingInvented(arena, phantoms);
    expect({ lost, duplicates }).toEqual({ lost: 0, duplicates: 0 });
    const ended = await Promise.all(
      workers.map((worker) => {
        worker.signal('SIGTERM');
        return worker.ended();
      }),
    );
    expect(ended).toEqual([0, 0, 0]);
    report('three replicas', { deliveries: delivered, lost, duplicates, 'replicas that sent': senders().size });
  });

  scenario('a cap holds across replicas that come and go', async (arena) => {
    const cap = 4;
    await arena.webhooks([{ path: '/slow-50/capped', maxInFlight: cap }, { path: '/ok/free' }]);
    await arena.publish(byForm(60, 400));
    const workers = [await arena.worker(CALM)];
    await until('the first sends', PATIENCE, () => arena.receiver.log().length > 10);
    workers.push(await arena.worker(CALM), await arena.worker(CALM));
    await arena.publish(byForm(60, 400));
    workers[0]?.signal('SIGTERM');
    await workers[0]?.ended();
    await arena.publish(byForm(30, 200));
    const { lost, duplicates } = await arena.finished();
    expect({ lost, duplicates }).toEqual({ lost: 0, duplicates: 0 });
    let open = 0;
    let most = 0;
    for (const { kind, path } of arena.receiver.log()) {
      if (path !== '/slow-50/capped') continue;
      if (kind === 'r') open++;
      if (kind === 'a') open--;
      most = Math.max(most, open);
    }
    expect(most).toBeLessThanOrEqual(cap);
    report('a cap across replicas', { cap, 'most at a time': most, lost, duplicates });
  });

  scenario('a rate holds across replicas that come and go', async (arena) => {
    const rate = 20;
    const path = '/ok/rated';
    await arena.webhooks([{ path, ratePerSecond: rate }]);
    let total = 0;
    const publish = async (count: number) => {
      total += count;
      await arena.publish(count);
    };
    await publish(2 * rate);
    const sentAt = () =>
      arena.receiver
        .log()
        .filter((line) => line.kind === 'r' && line.path === path)
        .map(({ t }) => t);
    const sent = (count: number) => until(`${count} were sent`, PATIENCE, () => sentAt().length >= count);
    const workers = [await arena.worker(CALM)];
    // Its burst is spent when the others come: each of theirs would be another one.
    await sent(rate);
    let haveCome = false;
    const others = Promise.all([arena.worker(CALM), arena.worker(CALM)]).finally(() => (haveCome = true));
    // However long they take to come, the first has something to send until then.
    await until('the others have come', PATIENCE, async () => {
      if (!haveCome && total - sentAt().length < rate) await publish(rate);
      return haveCome;
    });
    workers.push(...(await others));
    await publish(byForm(40, 300));
    await sent(total - byForm(20, 150));
    workers[0]?.signal('SIGTERM');
    await workers[0]?.ended();
    await arena.worker(CALM);
    await publish(byForm(20, 200));
    const { lost, duplicates } = await arena.finished();
    expect({ lost, duplicates }).toEqual({ lost: 0, duplicates: 0 });
    // By the senders' own clocks, which a receiver that gets no core does not hold up.
    const [{ took } = { took: 0 }] = await arena.rows<{ took: number }>(
      'select extract(epoch from max(started_at) - min(started_at))::float8 as took from posthorn.attempts',
    );
    // A burst of one second and the rate. Half a second more: what may lie between a permission and its request.
    expect(total).toBeLessThanOrEqual(rate * (took + 1.5));
    const senders = new Set(arena.receiver.log().flatMap(({ pid }) => pid ?? []));
    expect(senders.size).toBeGreaterThan(2);
    report('a rate across replicas', {
      rate: `${rate}/s`,
      'deliveries a second, the first one apart': ((total - rate) / took).toFixed(1),
      replicas: senders.size,
      lost,
      duplicates,
    });
  });

  scenario('SIGTERM: nothing lost, no duplicate, leases handed back at once, exit 0', async (arena) => {
    await arena.webhooks([{ path: '/ok/a' }, { path: '/slow-200/b' }]);
    const publisher = arena.publisher({ rate: 40 });
    const stops: number[] = [];
    for (let i = 0; i < byForm(2, 8); i++) {
      const worker = await arena.worker({ engine: { worker: { lease: 600_000 } } });
      await until(
        'requests are open',
        PATIENCE,
        () => arena.receiver.log().filter(({ pid }) => pid === worker.pid).length > 50,
      );
      const startedAt = performance.now();
      worker.signal('SIGTERM');
      expect(await worker.ended()).toBe(0);
      stops.push(performance.now() - startedAt);
      expect((await arena.leftovers()).leases).toBe(0);
    }
    publisher.signal('SIGTERM');
    await publisher.ended();
    // With a lease of ten minutes, anything that was not handed back would not arrive in time.
    await arena.worker({ engine: { worker: { lease: 600_000 } } });
    const { lost, duplicates, phantoms, delivered } = await arena.finished();
    await nothingInvented(arena, phantoms);
    expect({ lost, duplicates }).toEqual({ lost: 0, duplicates: 0 });
    report('SIGTERM under load', {
      stops: stops.length,
      deliveries: delivered,
      lost,
      duplicates,
      'slowest stop': seconds(Math.max(...stops)),
    });
  });

  scenario(
    'SIGTERM with receivers that do not answer: aborted at the end of the grace time, handed back',
    async (arena) => {
      await arena.webhooks([{ path: `/late-${SLOTS}/a`, timeoutSeconds: 60 }]);
      await arena.publish(20);
      const worker = await arena.worker({ engine: { worker: { lease: 600_000, shutdownGrace: 500 } } });
      await until(
        'requests are open',
        PATIENCE,
        () => arena.receiver.log().filter(({ kind }) => kind === 'r').length >= SLOTS,
      );
      const startedAt = performance.now();
      worker.signal('SIGTERM');
      expect(await worker.ended()).toBe(0);
      const stop = performance.now() - startedAt;
      // Whoever waits for answers ends at the deadline of an attempt, after a minute.
      expect(stop).toBeLessThan(30_000);
      expect((await arena.leftovers()).leases).toBe(0);
      arena.noteDeath(worker.pid);
      await arena.worker({ engine: { worker: { lease: 600_000 } } });
      const { lost, duplicates, unexplained } = await arena.finished();
      expect({ lost, unexplained }).toEqual({ lost: 0, unexplained: 0 });
      expect(duplicates).toBeLessThanOrEqual(SLOTS);
      report('SIGTERM past its grace time', {
        lost,
        duplicates: `${duplicates} (at most ${SLOTS} open)`,
        stop: seconds(stop),
      });
    },
  );
});
