import { runNode } from './run.mjs';
import { bold, dim, elapsed, green, red } from './terminal.mjs';

const bin = (file) => `node_modules/${file}`;

/**
 * What `npm run check` looks at, the slowest first so that two cores are busy to the end.
 * `mend` is the command that repairs what can be repaired, or shows more.
 */
export const checks = [
  { name: 'lint', args: [bin('eslint/bin/eslint.js'), '.'], mend: 'npm run lint -- --fix' },
  { name: 'types', args: [bin('typescript/bin/tsc'), '-p', 'tsconfig.json', '--noEmit'], mend: 'npm run types' },
  {
    name: 'types of the console',
    args: [bin('typescript/bin/tsc'), '-p', 'libs/console/app', '--noEmit'],
    mend: 'npm run types',
  },
  { name: 'generated files', args: ['scripts/generate.mjs', '--check'], mend: 'npm run generate' },
  {
    name: 'format',
    args: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
    mend: 'npm run format',
  },
  {
    name: 'imports',
    args: [
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
  const waiting = [...selected];
  const failed = [];
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const startedAt = performance.now();
      const { code, output } = await runNode(check.args);
      if (code === 0) {
        console.log(`${green('✓')} ${check.name} ${dim(elapsed(startedAt))}`);
        continue;
      }
      failed.push(check);
      console.log(`${red('✗')} ${bold(check.name)} ${dim(elapsed(startedAt))}\n${output.trimEnd()}\n`);
    }
  };
  await Promise.all([worker(), worker()]);
  for (const { name, mend } of failed) console.log(`${red(name)}: ${mend}`);
  return { passed: selected.length - failed.length, failed: failed.length };
}
