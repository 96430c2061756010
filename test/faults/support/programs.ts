import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFileSync } from '@swc/core';
import { swcOptions } from '../../support/swc-options.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'posthorn-faults');
/** What the programs load: the engine and its ports, no framework, so that a process is up in a third of a second. */
const LIBS = ['database', 'event-catalog', 'event-bus', 'signing', 'egress', 'webhooks', 'receiver'];
let folder: string | undefined;

/** The compiled program of `test/faults/programs`: of the sources, as in every other test, whatever `dist` holds. */
export function program(name: string): string {
  folder ??= compile();
  return join(folder, 'programs', `${name}.js`);
}

function compile(): string {
  const sources = [
    ...filesBelow(join(ROOT, 'test', 'faults', 'programs')),
    ...LIBS.flatMap((lib) => ['src', 'sql', 'migrations'].flatMap((part) => filesBelow(join(ROOT, 'libs', lib, part)))),
    ...LIBS.map((lib) => join(ROOT, 'libs', lib, 'package.json')),
  ];
  const hash = createHash('sha256').update(JSON.stringify(swcOptions));
  for (const file of sources) hash.update(file).update(readFileSync(file));
  const target = join(CACHE, hash.digest('hex').slice(0, 16));
  if (existsSync(target)) return target;
  sweep();
  const fresh = `${target}.${process.pid}`;
  for (const file of sources) {
    const place = join(fresh, placeOf(relative(ROOT, file)));
    mkdirSync(dirname(place), { recursive: true });
    if (!file.endsWith('.ts')) cpSync(file, place);
    else writeFileSync(place.replace(/\.ts$/, '.js'), transformFileSync(file, swcOptions).code);
  }
  writeFileSync(join(fresh, 'package.json'), '{ "type": "module" }');
  try {
    renameSync(fresh, target);
  } catch (error) {
    // Another test file has compiled the same at the same time.
    if (!existsSync(target)) throw error;
    rmSync(fresh, { recursive: true, force: true });
  }
  return target;
}

/** The layout of installed packages: `dist` beside `sql`, found by name from the programs. */
function placeOf(path: string): string {
  const parts = path.split('/');
  if (parts[0] !== 'libs') return join('programs', ...parts.slice(3));
  const [, lib = '', part = '', ...rest] = parts;
  return join('node_modules', '@posthorn', lib, part === 'src' ? 'dist' : part, ...rest);
}

function filesBelow(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/[.-]spec\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Earlier states of the sources; not those of a run that may be going on. */
function sweep(): void {
  if (!existsSync(CACHE)) return;
  for (const name of readdirSync(CACHE)) {
    const old = join(CACHE, name);
    if (Date.now() - statSync(old).mtimeMs > 3_600_000) rmSync(old, { recursive: true, force: true });
  }
}
