#!/usr/bin/env node
// `npm run check`: everything that can be told without running the tests. `npm run check -- lint types` runs a selection.
import './lib/node-version.mjs';
import { checks, runChecks } from './lib/checks.mjs';
import { command, ensureInstalled, Failure } from './lib/toolchain.mjs';

await command(async () => {
  const names = process.argv.slice(2);
  const selected =
    names.length > 0 ? checks.filter(({ name }) => name.split(' ').some((word) => names.includes(word))) : checks;
  if (selected.length === 0) {
    throw new Failure(`No such check. There are: ${checks.map(({ name }) => name).join(', ')}.`);
  }
  await ensureInstalled();
  const { failed } = await runChecks(selected);
  return failed > 0 ? 1 : 0;
});
