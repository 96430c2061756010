#!/usr/bin/env node
// `npm run bench`: installs what the peers need, builds, and runs bench/src/main.ts.
import './lib/node-version.mjs';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root, runNode } from './lib/run.mjs';
import { command, ensureBuilt, ensureInstalled, Failure, npm } from './lib/toolchain.mjs';

const peers = path.join(root, 'bench/peers');

await command(async () => {
  await ensureInstalled();
  if (!existsSync(path.join(peers, 'node_modules/.package-lock.json'))) {
    console.log('Installing the peers …');
    const { code, output } = await npm(['ci', '--prefix', peers, '--no-progress', '--loglevel=error']);
    if (code !== 0) throw new Failure(`${output}\nThe packages in bench/peers could not be installed: see above.`);
  }
  // What is measured is the build: it has to be of today's sources.
  if (!(await ensureBuilt())) return 1;
  const built = await runNode(['node_modules/typescript/bin/tsc', '-b', 'tsconfig.bench.json']);
  if (built.code !== 0) throw new Failure(`${built.output}\nThe benchmarks do not compile: see above.`);
  const { code } = await runNode(['dist/bench/src/main.js', ...process.argv.slice(2)], { live: true });
  return code;
});
