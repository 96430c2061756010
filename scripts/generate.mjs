#!/usr/bin/env node
/**
 * Writes the files that are made from the code: `npm run generate`. With `--check` it writes nothing and fails when one
 * of them is not what would be written. Names select: `npm run generate -- errors options`.
 */
import './lib/node-version.mjs';
import { generators, runGenerators } from './generate/generators.mjs';
import { red } from './lib/terminal.mjs';
import { command, ensureBuilt, ensureInstalled, Failure } from './lib/toolchain.mjs';

await command(async () => {
  const check = process.argv.includes('--check');
  const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const selected = names.length > 0 ? generators.filter(({ name }) => names.includes(name)) : generators;
  if (selected.length === 0) throw new Failure(`There are: ${generators.map(({ name }) => name).join(', ')}.`);

  await ensureInstalled();
  const outdated = [];
  const run = async (chosen, source) => outdated.push(...(await runGenerators(chosen, source, { check })));

  const ofSources = selected.filter(({ from }) => from === 'sources');
  if (ofSources.length > 0) {
    const { readSources } = await import('./generate/sources.mjs');
    await run(ofSources, readSources());
  }
  const ofApplication = selected.filter(({ from }) => from === 'application');
  if (ofApplication.length > 0) {
    if (!(await ensureBuilt())) return 1;
    const { withApplication } = await import('./generate/application.mjs');
    await withApplication((application) => run(ofApplication, application));
  }
  for (const verdict of outdated) console.error(red(verdict));
  return outdated.length > 0 ? 1 : 0;
});
