#!/usr/bin/env node
// Before `npm pack` of a lib, started by npm in its folder: builds it, and removes what a source that is gone has left in dist.
import './lib/node-version.mjs';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureConsole } from './lib/console.mjs';
import { runNode } from './lib/run.mjs';
import { command } from './lib/toolchain.mjs';

const lib = process.cwd();

await command(async () => {
  const { code } = await runNode(['node_modules/typescript/bin/tsc', '-b', lib], { live: true });
  for (const file of readdirSync(path.join(lib, 'dist'), { recursive: true })) {
    const source = file.replace(/(\.js|\.d\.ts)(\.map)?$/, '.ts');
    if (source !== file && !existsSync(path.join(lib, 'src', source))) rmSync(path.join(lib, 'dist', file));
  }
  // The app ships built: a host needs no front-end build.
  if (code === 0 && existsSync(path.join(lib, 'app'))) return (await ensureConsole()) ? 0 : 1;
  return code;
});
