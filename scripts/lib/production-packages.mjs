import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './run.mjs';

/** Licences under which a package may be used in production without anybody having to ask. */
export const ALLOWED_LICENCES = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);

/**
 * What is installed without development dependencies, every platform's binaries included, once per version.
 * @param {{ packages: Record<string, { version?: string, license?: string, dev?: boolean, link?: boolean }> }} lockfile
 * @returns {{ name: string, version: string, licence: string }[]}
 */
export function productionPackages({ packages }) {
  const found = new Map();
  for (const [location, entry] of Object.entries(packages)) {
    const at = location.lastIndexOf('node_modules/');
    if (at < 0 || entry.dev || entry.link || !entry.version) continue;
    const name = location.slice(at + 'node_modules/'.length);
    const licence = entry.license ?? legacyLicence(location);
    found.set(`${name}@${entry.version}`, { name, version: entry.version, licence });
  }
  return [...found.values()].sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/** Old packages say it in `licenses`, which npm does not copy into the lockfile. */
function legacyLicence(location) {
  const manifest = JSON.parse(readFileSync(path.join(root, location, 'package.json'), 'utf8'));
  const types = (manifest.licenses ?? []).map(({ type }) => type);
  return types.join(' OR ') || 'unknown';
}
