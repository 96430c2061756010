/**
 * A dispatcher process that delivers until `count` attempts are stored: `node drain.js '{"databaseUrl":…,"count":n}'`.
 * Prints `{"seconds":…,"count":n,"cpuSeconds":…,"rssMiB":…}`.
 */
import { openEngine, type EngineProcessOptions } from './engine-process.js';

const options = JSON.parse(process.argv[2] ?? '{}') as EngineProcessOptions & { readonly count: number };
let stored = 0;
let finished: () => void = () => undefined;
const all = new Promise<void>((resolve) => {
  finished = resolve;
});
const { engine, close } = openEngine(options, {
  recorded: (rows) => {
    stored += rows;
    if (stored >= options.count) finished();
  },
});
let peakRss = 0;
const sampler = setInterval(() => {
  peakRss = Math.max(peakRss, process.memoryUsage.rss());
}, 100);
const cpuBefore = process.cpuUsage();
const started = performance.now();
engine.start();
await all;
const seconds = (performance.now() - started) / 1000;
const cpu = process.cpuUsage(cpuBefore);
clearInterval(sampler);
process.stdout.write(
  `${JSON.stringify({ seconds, count: stored, cpuSeconds: (cpu.user + cpu.system) / 1e6, rssMiB: Math.round(peakRss / 2 ** 20) })}\n`,
);
await close();
