/** A dispatcher process that is told when to start, says how many attempts are stored, and what it has cost. */
import { moment } from '../support/moment.js';
import { processorSeconds } from '../support/processor-time.js';
import { follow, optionsOf, say } from '../support/told.js';
import { openEngine, type EngineProcessOptions } from './engine-process.js';

let stored = 0;
let told = 0;
let at = 0;
let longestGap = 0;
let peakRss = 0;
// Attempts, not rows: a first attempt that had to wait is written twice.
const running = openEngine(optionsOf<EngineProcessOptions>(), {
  recorded: () => {
    const now = moment();
    if (stored > 0) longestGap = Math.max(longestGap, now - at);
    at = now;
  },
  attempt: () => {
    stored++;
  },
});
// Reading it is a system call that costs as much as five deliveries.
setInterval(() => {
  peakRss = Math.max(peakRss, process.memoryUsage.rss());
}, 250);
setInterval(() => {
  if (stored === told) return;
  told = stored;
  say({ said: 'stored', stored, at });
}, 20);

async function backends(): Promise<number> {
  const { rows } = await running.pool.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'`,
  );
  return processorSeconds(rows.map(({ pid }) => pid));
}

follow(
  {
    start: () => {
      running.engine.start();
      say({ said: 'started', at: moment() });
    },
    /** Forgets the longest pause so far. */
    mark: () => {
      longestGap = 0;
    },
    report: async () => {
      const { user, system } = process.cpuUsage();
      say({
        said: 'report',
        stored,
        longestGap: Math.max(longestGap, moment() - at),
        cpuSeconds: (user + system) / 1e6,
        databaseSeconds: await backends(),
        peakRssMiB: Math.round(peakRss / 2 ** 20),
      });
    },
  },
  () => running.close(),
);
say({ said: 'ready' });
