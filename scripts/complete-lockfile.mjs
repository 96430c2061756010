#!/usr/bin/env node
/**
 * Adds to the lockfile the optional packages of other platforms that npm left out because it could not read them when
 * something was installed. `npm ci` refuses a lockfile without them, everywhere. Run it after `npm install` when
 * `test/architecture/lockfile.spec.ts` says so: `npm run lockfile`.
 */
import './lib/node-version.mjs';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './lib/run.mjs';

const SYSTEMS = ['darwin', 'linux', 'win32', 'android', 'freebsd', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix'];
const PROCESSORS = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32'];

const file = path.join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { packages } = lock;

const added = Object.entries(packages).flatMap(([location, owner]) =>
  Object.entries(owner.optionalDependencies ?? {})
    .filter(([name]) => !resolves(location, name))
    .map(([name, version]) => [name, entryFor(name, version, owner)]),
);
for (const [name, entry] of added) {
  if (!/^\d+\.\d+\.\d+/.test(entry.version))
    throw new Error(`${name}@${entry.version} is no exact version: run npm install.`);
  packages[`node_modules/${name}`] = entry;
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([one], [other]) => one.localeCompare(other, 'en')));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added.length} packages of other platforms added to package-lock.json`);

function resolves(location, name) {
  for (let at = location; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at}/node_modules/${name}`]) return true;
  }
  return Boolean(packages[`node_modules/${name}`]);
}

/** What the name of a platform package says about it. Without a hash: npm takes what the registry has. */
function entryFor(name, version, owner) {
  const words = name.split('/').at(-1).split('-');
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  const libc = words.includes('musl') ? 'musl' : os === 'linux' && words.includes('gnu') ? 'glibc' : undefined;
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(owner.dev && { dev: true }),
    ...(libc && { libc: [libc] }),
    optional: true,
    ...(os && { os: [os] }),
  };
}
