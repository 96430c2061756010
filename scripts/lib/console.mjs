import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, runNode } from './run.mjs';
import { dim, elapsed, red } from './terminal.mjs';

const app = path.join(root, 'libs/console/app');
const page = path.join(root, 'libs/console/public/index.html');
/** Outside of what is packed and served: which sources the built app was made of. */
const stamp = path.join(root, 'dist/console-sources');

/**
 * Builds the console's app into `libs/console/public` when its sources are not those of the last build. Looking costs
 * some milliseconds.
 * @param {{ force?: boolean }} [options]
 * @returns {Promise<boolean>} whether there is an app of these sources now
 */
export async function ensureConsole({ force = false } = {}) {
  const sources = digestOfSources();
  if (!force && existsSync(page) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return true;
  const startedAt = performance.now();
  console.log('Building the console …');
  // A build that fails half way must not be taken for one that is done.
  rmSync(stamp, { force: true });
  const { code, output } = await runNode([
    'node_modules/vite/bin/vite.js',
    'build',
    ...['--config', 'libs/console/app/vite.config.ts', '--logLevel', 'warn'],
  ]);
  if (code !== 0) {
    console.error(output);
    console.error(red('The console could not be built: see above. `npm run build:console` repeats it.'));
    return false;
  }
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, sources);
  console.log(dim(`  built in ${elapsed(startedAt)}`));
  return true;
}

/** Every file of the app and the versions of all packages: a newer component library is another app. */
function digestOfSources() {
  const files = readdirSync(app, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.spec\.tsx?$|\.md$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json')));
  for (const file of files) hash.update(`\0${path.relative(app, file)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}
