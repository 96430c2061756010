#!/usr/bin/env node
// `npm run screenshots`: every page of the console in both themes, as PNG into docs/console (or the folder given).
import './lib/node-version.mjs';
import path from 'node:path';
import { findChromium, ensureChromium } from './lib/chromium.mjs';
import { ensureConsole } from './lib/console.mjs';
import { root, runNode } from './lib/run.mjs';
import { command, ensureBuilt, ensureInstalled } from './lib/toolchain.mjs';

await command(async () => {
  await ensureInstalled();
  await ensureChromium();
  if (findChromium() === undefined) return 1;
  if (!(await ensureBuilt()) || !(await ensureConsole())) return 1;
  const { code } = await runNode(
    [
      ...['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'],
      ...['test/browser/every-page', '--selectProjects', 'browser'],
    ],
    {
      live: true,
      env: { ...process.env, POSTHORN_SCREENSHOTS: path.resolve(root, process.argv[2] ?? 'docs/console') },
    },
  );
  return code;
});
