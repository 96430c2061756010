/** `npm run bench`: runs the scenarios one after the other and writes down what they measured. */
import { fileURLToPath } from 'node:url';
import { scenarios } from './scenarios/index.js';
import { parseBenchArguments, USAGE, type BenchArguments } from './support/arguments.js';
import { startBenchServer, type BenchServer } from './support/bench-database.js';
import { summaryText, tableText } from './support/console-report.js';
import { machineFacts } from './support/machine.js';
import { writeMarkdown } from './support/markdown-report.js';
import { moment } from './support/moment.js';
import { mergeResults, readResults, writeResults, type BenchResults, type ScenarioResult } from './support/results.js';
import type { BenchContext, Scenario } from './support/scenario.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const pathOf = (mode: BenchResults['mode']): string =>
  `${root}bench/results/${mode === 'full' ? 'latest' : 'quick'}.json`;
const PAGE = `${root}docs/reference/benchmarks.md`;

/** Between two lines about the progress of one step. */
const PROGRESS_MS = 5000;

const said = (startedAt: number, text: string): void =>
  console.log(`  ${((moment() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${text}`);

function contextOf(server: BenchServer, given: BenchArguments, startedAt: number): BenchContext {
  let saidAt = startedAt;
  return {
    server,
    quick: given.quick,
    rounds: given.rounds ?? (given.quick ? 1 : 3),
    size: (full, quick) => (given.quick ? quick : full),
    step: (what) => {
      saidAt = moment();
      said(startedAt, what);
    },
    progress: (done, total) => {
      if (moment() - saidAt < PROGRESS_MS) return;
      saidAt = moment();
      said(startedAt, `  ${Math.min(100, Math.round((done / total) * 100))} %`);
    },
  };
}

async function runScenario(scenario: Scenario, server: BenchServer, given: BenchArguments): Promise<ScenarioResult> {
  const startedAt = moment();
  const machine = machineFacts(server.version);
  console.log(`\n${scenario.name}: ${scenario.title}`);
  const context = contextOf(server, given, startedAt);
  const rows = await scenario.run(context);
  const result = {
    name: scenario.name,
    title: scenario.title,
    method: scenario.method,
    measuredAt: new Date().toISOString(),
    rounds: context.rounds,
    seconds: Math.round((moment() - startedAt) / 1000),
    machine,
    rows,
  };
  console.log(`\n${tableText(result)}`);
  return result;
}

/** A quick run never takes the place of full figures on the page. */
async function keep(results: BenchResults): Promise<void> {
  const before = await readResults(pathOf(results.mode));
  const merged = mergeResults(before, results, scenarios);
  await writeResults(pathOf(results.mode), merged);
  const full = results.mode === 'full' ? merged : await readResults(pathOf('full'));
  await writeMarkdown(PAGE, full ?? merged);
}

async function main(): Promise<number> {
  const given = parseBenchArguments(process.argv.slice(2));
  if (typeof given === 'string') {
    console.error(`${given}\n${USAGE}`);
    return 2;
  }
  if (given.list) {
    for (const { name, title } of scenarios) console.log(`${name.padEnd(16)}${title}`);
    return 0;
  }
  const unknown = given.only.filter((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown.length > 0) {
    console.error(`There is no scenario ${unknown.join(', ')}: --list names them.`);
    return 2;
  }
  const selected = given.only.length > 0 ? scenarios.filter(({ name }) => given.only.includes(name)) : scenarios;

  console.log('Starting a PostgreSQL of its own …');
  const server = await startBenchServer();
  const facts = Object.entries(machineFacts(server.version)).map(([name, value]) => `${name} ${value}`);
  console.log(facts.join(' · '));
  const results: ScenarioResult[] = [];
  let failed = 0;
  try {
    for (const scenario of selected) {
      try {
        const result = await runScenario(scenario, server, given);
        results.push(result);
        await keep({ mode: given.quick ? 'quick' : 'full', scenarios: [result] });
      } catch (error) {
        // The others are worth their figures all the same.
        failed++;
        console.error(`${scenario.name} could not be measured:`, error);
      }
    }
  } finally {
    await server.stop();
  }
  console.log(`\n${summaryText(results)}`);
  if (given.quick) console.log('A quick run: goals are judged by full runs.');
  console.log(`Written: ${pathOf(given.quick ? 'quick' : 'full')} and ${PAGE}`);
  return failed > 0 ? 1 : 0;
}

process.exitCode = await main();
