#!/usr/bin/env node
// `npm run test:faults`: the fault tests in their full form, and their figures in one table at the end.
// `npm run test:faults -- test/faults/poison.fault-spec.ts` runs a selection. The short form is part of `npm test`.
import './lib/node-version.mjs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runNode } from './lib/run.mjs';
import { bold } from './lib/terminal.mjs';
import { command, ensureBuilt, ensureInstalled } from './lib/toolchain.mjs';

const selection = process.argv.slice(2);

await command(async () => {
  await ensureInstalled();
  await ensureBuilt();
  const directory = await mkdtemp(path.join(tmpdir(), 'posthorn-figures-'));
  const file = path.join(directory, 'figures');
  try {
    // One file after the other: the figures are times, and every scenario has several processes already.
    const { code } = await runNode(
      [
        ...['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'],
        ...(selection.length > 0 ? selection : ['test/faults']),
        ...['--selectProjects', 'faults', '--runInBand'],
      ],
      { live: true, env: { ...process.env, POSTHORN_FAULTS: 'full', POSTHORN_FAULTS_FIGURES: file } },
    );
    await printFigures(file);
    return code;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

async function printFigures(file) {
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  if (lines.length === 0) return;
  console.log(bold('\nfigures'));
  for (const line of lines) {
    const { scenario, figures } = JSON.parse(line);
    const rest = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
    console.log(`${scenario.padEnd(48)} ${rest.join(', ')}`);
  }
}
