import { describe, expect } from '@jest/globals';
import { byForm, report, seconds } from './support/figures.js';
import { scenario } from './support/scenario.js';
import { PATIENCE, until } from './support/until.js';
import { milliseconds, quantile, waits } from './support/waits.js';

const HOSTILE = [
  ...['never', 'endlessbody', 'dripbody', 'driphead', 'headerflood', 'earlyhints', 'reset', 'hangup', 'garbage'],
  ...['shortlength', 'longlength', 'cutlength', 'gzipbomb', 'redirect'],
];

/** Nobody is to lose a lease here, however busy the machine is; slots as by default. */
const CALM = { engine: { worker: { lease: 30_000, concurrency: 64 } } };
/** Below what a slot costs that a receiver holds until the deadline of two seconds. */
const HELD = 1500;
/** What busy cores may add, as a multiple of the wait without bad neighbours in the same run. */
const NOISE = 5;

describe('receivers', () => {
  scenario('that are hostile end each attempt at its total deadline, and the others keep flowing', async (arena) => {
    const timeoutSeconds = 2;
    const hostile = HOSTILE.map((what) => `/${what}/x`);
    // Not the neighbour's server: bytes after the end of an answer spoil the next one on that connection, rightly.
    const villain = await arena.anotherReceiver();
    const stopped = await arena.anotherReceiver();
    await arena.webhooks([{ path: '/ok/neighbour' }]);
    const worker = await arena.worker(CALM);
    await arena.publisher({ rate: 10, total: 15 }).ended();
    await arena.finished();
    const before = await waits(arena, '/ok/neighbour');
    await arena.webhooks([
      ...hostile.map((path) => ({
        path,
        receiver: villain,
        timeoutSeconds,
        retry: { schedule: [0, 1] },
        maxInFlight: 4,
      })),
      // The kernel accepts for it, and nobody answers.
      { path: '/ok/stopped', receiver: stopped, timeoutSeconds, retry: { schedule: [0, 1] }, maxInFlight: 4 },
    ]);
    stopped.child.signal('SIGSTOP');
    const publisher = arena.publisher({ rate: 10, total: byForm(30, 300) });
    await publisher.ended();
    const { lost, duplicates, delivered } = await arena.delivered(['/ok/neighbour']);
    expect({ lost, duplicates }).toEqual({ lost: 0, duplicates: 0 });
    const wait = await waits(arena, '/ok/neighbour');
    expect(quantile(wait, 0.5)).toBeLessThan(HELD + NOISE * quantile(before, 0.5));

    // By the receiver's own clock: from the whole request to the end of its connection.
    await until('each of them has seen an attempt end', PATIENCE, () => {
      const seen = new Set(villain.log().flatMap(({ kind, path }) => (kind === 'c' ? [path] : [])));
      return hostile.every((path) => path === '/redirect/x' || seen.has(path));
    });
    const log = villain.log();
    const began = new Map(log.filter(({ kind }) => kind === 'r').map(({ n, t }) => [n, t]));
    const open = log.filter(({ kind }) => kind === 'c').map(({ n, t }) => t - (began.get(n) ?? t));
    const longest = Math.max(...open);
    // Starved of its core, a process ends one late. Without a total deadline the drips would go on for minutes.
    const late = [...open].sort((a, b) => a - b);
    expect(quantile(late, 0.75)).toBeLessThan(timeoutSeconds * 1000 + 4000);
    expect(longest).toBeLessThan(timeoutSeconds * 1000 * 12);
    // A redirect is not followed.
    expect(log.filter(({ path }) => path === '/ok/redirected')).toEqual([]);
    expect(worker.isRunning).toBe(true);
    report('hostile receivers', {
      behaviours: hostile.length + 1,
      'attempts that were ended': open.length,
      longest: `${milliseconds(longest)} of ${seconds(timeoutSeconds * 1000)}`,
      'neighbour: deliveries': delivered,
      lost,
      'wait before, p50': milliseconds(quantile(before, 0.5)),
      'wait, p50': milliseconds(quantile(wait, 0.5)),
      p95: milliseconds(quantile(wait, 0.95)),
    });
    stopped.child.signal('SIGCONT');
  });

  scenario('of which one is dead cost the other twenty nothing', async (arena) => {
    const alive = Array.from({ length: 20 }, (_, index) => `/ok/alive${index}`);
    await arena.webhooks(alive.map((path) => ({ path })));
    await arena.worker(CALM);
    // At the same rate as later: what these cores cannot do is no fault of the dead one.
    const rate = 20;
    const total = byForm(30, 1200);
    await arena.publisher({ rate, total: total / 3 }).ended();
    await arena.finished();
    const before = (await Promise.all(alive.map((path) => waits(arena, path)))).flat().sort((a, b) => a - b);
    await arena.webhooks([{ path: '/never/dead', timeoutSeconds: 2, retry: { schedule: [0, 1, 1] } }]);
    const publisher = arena.publisher({ rate, total });
    await publisher.ended();
    const { lost, duplicates, delivered } = await arena.delivered();
    expect({ lost, duplicates }).toEqual({ lost: 0, duplicates: 0 });
    const found = await waits(arena);
    const healthy = (await Promise.all(alive.map((path) => waits(arena, path)))).flat().sort((a, b) => a - b);
    expect(quantile(healthy, 0.5)).toBeLessThan(HELD + NOISE * quantile(before, 0.5));
    expect(found.length).toBeGreaterThan(healthy.length);
    report('one dead endpoint of 21', {
      deliveries: delivered,
      lost,
      duplicates,
      'wait before, p50': milliseconds(quantile(before, 0.5)),
      'wait of the others, p50': milliseconds(quantile(healthy, 0.5)),
      p95: milliseconds(quantile(healthy, 0.95)),
      'requests to the dead one': arena.receiver
        .log()
        .filter(({ kind, path }) => kind === 'r' && path === '/never/dead').length,
    });
  });
});
