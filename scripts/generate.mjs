#!/usr/bin/env node
/**
 * Writes the files that are made from the code: `npm run generate`. With `--check` it writes nothing and fails when one
 * of them is not what would be written. Names select: `npm run generate -- errors options`.
 */
import './lib/node-version.mjs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './lib/run.mjs';
import { dim, elapsed, red } from './lib/terminal.mjs';
import { command, ensureBuilt, ensureInstalled, Failure } from './lib/toolchain.mjs';

/**
 * `from: 'sources'` reads the code alone; `from: 'application'` asks the application, started on an empty database.
 * A generator without a `file` is a check only: what it returns must be empty.
 */
const generators = [
  { name: 'options', from: 'sources', file: 'docs/reference/options.md', load: () => import('./generate/options.mjs') },
  { name: 'errors', from: 'sources', file: 'docs/reference/errors.md', load: () => import('./generate/errors.mjs') },
  {
    name: 'licences',
    from: 'sources',
    file: 'docs/reference/licences.md',
    load: () => import('./generate/licences.mjs'),
  },
  { name: 'readme', from: 'sources', file: 'README.md', load: () => import('./generate/readme.mjs') },
  { name: 'schema', from: 'application', file: 'test/schema.sql', load: () => import('./generate/schema.mjs') },
  { name: 'migrations', from: 'application', load: () => import('./generate/migrations.mjs') },
  {
    name: 'openapi',
    from: 'application',
    file: 'docs/reference/openapi.json',
    load: () => import('./generate/openapi.mjs'),
  },
  {
    name: 'console-api',
    from: 'application',
    file: 'libs/console/app/src/api/schema.ts',
    load: () => import('./generate/console-api.mjs'),
  },
  {
    name: 'events',
    from: 'application',
    file: 'docs/reference/events.md',
    load: () => import('./generate/events.mjs'),
  },
  {
    name: 'metrics',
    from: 'application',
    file: 'docs/reference/metrics.md',
    load: () => import('./generate/metrics.mjs'),
  },
  {
    name: 'catalog',
    from: 'application',
    file: 'posthorn.catalog.json',
    load: () => import('./generate/catalog.mjs'),
  },
];

await command(async () => {
  const check = process.argv.includes('--check');
  const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const selected = names.length > 0 ? generators.filter(({ name }) => names.includes(name)) : generators;
  if (selected.length === 0) throw new Failure(`There are: ${generators.map(({ name }) => name).join(', ')}.`);

  await ensureInstalled();
  const outdated = [];
  const runAll = async (from, source) => {
    for (const generator of selected.filter((candidate) => candidate.from === from)) {
      const startedAt = performance.now();
      const verdict = await produce(generator, source, check);
      if (verdict) outdated.push(verdict);
      console.log(`${generator.name} ${dim(elapsed(startedAt))}`);
    }
  };

  if (selected.some(({ from }) => from === 'sources')) {
    const { readSources } = await import('./generate/sources.mjs');
    await runAll('sources', readSources());
  }
  if (selected.some(({ from }) => from === 'application')) {
    if (!(await ensureBuilt())) return 1;
    const { withApplication } = await import('./generate/application.mjs');
    await withApplication((application) => runAll('application', application));
  }
  for (const verdict of outdated) console.error(red(verdict));
  return outdated.length > 0 ? 1 : 0;
});

/** Writes or compares one file. @returns {Promise<string | undefined>} what is wrong, with what mends it */
async function produce({ name, file, load }, source, check) {
  const { generate } = await load();
  const content = await generate(source);
  if (!file) return content === '' ? undefined : content;
  const target = path.join(root, file);
  const present = await readFile(target, 'utf8').catch(() => '');
  if (present === content) return undefined;
  if (!check) {
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
    return undefined;
  }
  return `${file} is not up to date (${firstDifference(present, content)}). Run: npm run generate -- ${name}`;
}

function firstDifference(present, content) {
  if (present === '') return 'it is missing';
  const before = present.split('\n');
  const after = content.split('\n');
  const index = after.findIndex((line, at) => line !== before[at]);
  return index < 0
    ? `it ends at line ${after.length}`
    : `line ${index + 1} would be: ${after[index].trim().slice(0, 100)}`;
}
