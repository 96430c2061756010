import { generators } from '../generate/generators.mjs';
import { runNode } from './run.mjs';
import { bold, dim, elapsed, green, red } from './terminal.mjs';

const bin = (file) => `node_modules/${file}`;

/**
 * What `npm run check` looks at, the slowest first so that two cores are busy to the end.
 * `mend` is the command that repairs what can be repaired, or shows more. `needsBuild`: begins when a build that is under
 * way has ended.
 */
export const checks = [
  {
    // The generated references that are made from types too.
    name: 'types and lint',
    // A larger young generation: the compiler makes much and keeps most of it (measured: docs/decisions/test-time.md).
    args: ['--max-semi-space-size=64', 'scripts/check-code.mjs'],
    mend: 'npm run types; npm run lint -- --fix; npm run generate',
  },
  {
    name: 'format',
    args: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
    mend: 'npm run format',
  },
  {
    // Those that ask what is built.
    name: 'generated files',
    args: [
      ...['scripts/generate.mjs', '--check'],
      ...generators.filter(({ from }) => from === 'application').map(({ name }) => name),
    ],
    mend: 'npm run generate',
    needsBuild: true,
  },
  {
    name: 'imports',
    args: [
      '--max-semi-space-size=64',
      bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', '.dependency-cruiser.cjs', 'src', 'libs', 'test', 'bench', 'ormconfig.ts'],
    ],
    mend: 'npm run imports (the rules and their reasons: .dependency-cruiser.cjs)',
  },
];

/**
 * Runs checks two at a time and prints each result as it comes.
 * @param {readonly typeof checks[number][]} selected
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks(selected) {
  return startChecks(selected).finish();
}

/**
 * Starts checks, two at a time. `spare` resolves when less than two are left, which leaves a core to whatever comes next;
 * from then on results are kept, and `finish` waits for the last one and prints them.
 * @param {readonly typeof checks[number][]} selected
 * @param {Promise<unknown>} [built] a build that is under way
 * @returns {{ spare: Promise<void>, finish: () => Promise<{ passed: number, failed: number }> }}
 */
export function startChecks(selected, built = Promise.resolve()) {
  const waiting = [...selected];
  const failed = [];
  const kept = [];
  let keeps = false;
  let finishing = false;
  const tell = (text) => (keeps ? kept.push(text) : console.log(text));
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      if (check.needsBuild) await built;
      const startedAt = performance.now();
      const { code, output } = await runNode(check.args);
      if (code === 0) {
        tell(`${green('✓')} ${check.name} ${dim(elapsed(startedAt))}`);
        continue;
      }
      failed.push(check);
      tell(`${red('✗')} ${bold(check.name)} ${dim(elapsed(startedAt))}\n${output.trimEnd()}\n`);
    }
  };
  const workers = [worker(), worker()];
  const spare = Promise.race(workers).then(() => {
    keeps = !finishing;
  });
  const finish = async () => {
    finishing = true;
    keeps = false;
    for (const text of kept.splice(0)) console.log(text);
    await Promise.all(workers);
    for (const { name, mend } of failed) console.log(`${red(name)}: ${mend}`);
    return { passed: selected.length - failed.length, failed: failed.length };
  };
  return { spare, finish };
}
