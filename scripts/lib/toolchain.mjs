import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ensureConsole } from './console.mjs';
import { root, run, runNode } from './run.mjs';
import { dim, elapsed, red } from './terminal.mjs';

const at = (...parts) => path.join(root, ...parts);
const tsc = 'node_modules/typescript/bin/tsc';

/** Installs the packages of the lockfile when one of them is absent or has another version. */
export async function ensureInstalled() {
  const missing = missingPackages();
  if (missing === 0) return;
  const startedAt = performance.now();
  console.log(`Installing packages (${missing} missing), about half a minute …`);
  const { code, output } = await npm(['ci', '--include=dev', '--no-progress', '--loglevel=error']);
  if (code !== 0) {
    console.error(output);
    throw new Failure('The packages could not be installed: see above. `npm ci` does the same by hand.');
  }
  console.log(dim(`  installed in ${elapsed(startedAt)}`));
}

/**
 * Brings `dist` up to date. The compiler decides what is outdated; when nothing is, this takes about a second. Types are
 * the business of `npm run check` and `npm run build`: without asking for them, building takes less than half.
 * @returns {Promise<boolean>} whether everything compiled
 */
export async function ensureBuilt() {
  const startedAt = performance.now();
  const first = !existsSync(at('dist/src/main.js'));
  console.log(first ? 'Building …' : dim('Building what has changed …'));
  // Without its output but with its notes the compiler would believe that there is nothing to do.
  const force = first && existsSync(at('dist/.tsbuildinfo')) ? ['--force'] : [];
  const { code, output } = await runNode([tsc, '-b', 'tsconfig.build.json', '--noCheck', ...force]);
  if (code === 0) {
    console.log(dim(`  built in ${elapsed(startedAt)}`));
    return true;
  }
  console.error(output);
  console.error(red('The build failed: see above. `npm run build` repeats it.'));
  return false;
}

/** Installs and builds what is missing; ends the process, with the reason printed, when that fails. */
export async function prepare() {
  await command(async () => {
    await ensureInstalled();
    if (!(await ensureBuilt()) || !(await ensureConsole())) process.exit(1);
  });
  if (process.exitCode) process.exit();
}

/** A failure whose message says everything: no stack is shown for it. */
export class Failure extends Error {}

/** Runs `main` and ends the process with its result; a `Failure` is printed without a stack. */
export async function command(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof Failure ? red(error.message) : error);
    process.exitCode = 1;
  }
}

function missingPackages() {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(wanted).filter(([location, { version, optional, devOptional, link }]) => {
    if (!location.startsWith('node_modules/') && !location.includes('/node_modules/')) return false;
    if (link) return !existsSync(at(location));
    // What is optional may belong to another operating system.
    return !optional && !devOptional && installed[location]?.version !== version;
  }).length;
}

function packagesOf(lockfile) {
  return existsSync(at(lockfile)) ? (JSON.parse(readFileSync(at(lockfile), 'utf8')).packages ?? {}) : {};
}

/** Runs npm to its end. */
export function npm(args) {
  const self = process.env.npm_execpath;
  // Under `npm run` npm names its own file; elsewhere it is found on the path, on Windows as a batch file.
  if (self?.endsWith('.js')) return runNode([self, ...args]);
  return run('npm', args, { shell: process.platform === 'win32' });
}
