import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../lib/run.mjs';
import { dim, elapsed } from '../lib/terminal.mjs';

/**
 * The files that are made from the code. `from: 'sources'` reads the code alone; `from: 'application'` asks the
 * application, started on an empty database. A generator without a `file` is a check only: what it returns must be empty.
 */
export const generators = [
  { name: 'options', from: 'sources', file: 'docs/reference/options.md', load: () => import('./options.mjs') },
  { name: 'errors', from: 'sources', file: 'docs/reference/errors.md', load: () => import('./errors.mjs') },
  { name: 'licences', from: 'sources', file: 'docs/reference/licences.md', load: () => import('./licences.mjs') },
  { name: 'readme', from: 'sources', file: 'README.md', load: () => import('./readme.mjs') },
  { name: 'schema', from: 'application', file: 'test/schema.sql', load: () => import('./schema.mjs') },
  { name: 'migrations', from: 'application', load: () => import('./migrations.mjs') },
  { name: 'openapi', from: 'application', file: 'docs/reference/openapi.json', load: () => import('./openapi.mjs') },
  {
    name: 'console-api',
    from: 'application',
    file: 'libs/console/app/src/api/schema.ts',
    load: () => import('./console-api.mjs'),
  },
  { name: 'events', from: 'application', file: 'docs/reference/events.md', load: () => import('./events.mjs') },
  { name: 'metrics', from: 'application', file: 'docs/reference/metrics.md', load: () => import('./metrics.mjs') },
  { name: 'catalog', from: 'application', file: 'posthorn.catalog.json', load: () => import('./catalog.mjs') },
];

/**
 * Writes the files of these generators, or compares them.
 * @param {readonly typeof generators[number][]} selected all of one `from`
 * @param {unknown} source what they read: the sources, or the application
 * @param {{ check: boolean }} options
 * @returns {Promise<string[]>} of each file that is not as it would be written: what differs, and what mends it
 */
export async function runGenerators(selected, source, { check }) {
  const outdated = [];
  for (const generator of selected) {
    const startedAt = performance.now();
    const verdict = await produce(generator, source, check);
    if (verdict) outdated.push(verdict);
    console.log(`${generator.name} ${dim(elapsed(startedAt))}`);
  }
  return outdated;
}

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
