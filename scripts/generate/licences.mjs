import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ALLOWED_LICENCES, productionPackages } from '../lib/production-packages.mjs';
import { root } from '../lib/run.mjs';
import { Failure } from '../lib/toolchain.mjs';
import { notice } from './markdown.mjs';

/** The licences of everything that runs in production. A licence that nobody has allowed stops it. */
export async function generate() {
  const packages = productionPackages(JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8')));
  const strange = packages.filter(({ licence }) => !ALLOWED_LICENCES.has(licence));
  if (strange.length > 0) {
    const list = strange.map(({ name, version, licence }) => `${name}@${version}: ${licence}`).join('\n');
    throw new Failure(`Licences that scripts/lib/production-packages.mjs does not allow:\n${list}`);
  }
  const licences = [...new Set(packages.map(({ licence }) => licence))].sort();
  return [
    notice('licences', 'package-lock.json'),
    '# Licences',
    '',
    `What is installed without development dependencies, ${packages.length} packages. Posthorn itself is under MIT.`,
    ...licences.flatMap((licence) => [
      '',
      `## ${licence}`,
      '',
      ...packages.filter((entry) => entry.licence === licence).map(({ name, version }) => `- ${name} ${version}`),
    ]),
    '',
  ].join('\n');
}
