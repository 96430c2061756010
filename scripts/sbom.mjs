#!/usr/bin/env node
/**
 * `npm run sbom`: a CycloneDX bill of materials of what runs in production, to `dist/sbom.cdx.json` or the file given.
 *
 * npm makes the list. Its own `--omit dev` leaves out every package that some library also names as a development
 * or peer dependency (pg and rxjs among them), so the lockfile decides what is only for development.
 */
import './lib/node-version.mjs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { productionPackages } from './lib/production-packages.mjs';
import { root, run } from './lib/run.mjs';
import { command, ensureInstalled, Failure } from './lib/toolchain.mjs';

await command(async () => {
  await ensureInstalled();
  const target = path.resolve(root, process.argv[2] ?? 'dist/sbom.cdx.json');
  const lockfile = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'));
  const wanted = new Set(productionPackages(lockfile).map(({ name, version }) => `${name}@${version}`));
  const own = Object.entries(lockfile.packages).filter(([location]) => location.startsWith('libs/'));
  for (const [, { name, version }] of own) wanted.add(`${name}@${version}`);

  const { code, output } = await run('npm', ['sbom', '--sbom-format', 'cyclonedx', '--loglevel', 'error'], {
    shell: process.platform === 'win32',
  });
  const start = output.indexOf('{');
  if (code !== 0 || start < 0) throw new Failure(`npm sbom failed:\n${output}`);
  const bill = JSON.parse(output.slice(start, output.lastIndexOf('}') + 1));
  const kept = new Set([bill.metadata.component['bom-ref']]);
  bill.components = bill.components.filter((component) => {
    const name = decodeURIComponent(component.purl.replace(/^pkg:npm\//, '')).split('?', 1)[0];
    if (!wanted.has(name)) return false;
    kept.add(component['bom-ref']);
    return true;
  });
  bill.dependencies = bill.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }));

  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, `${JSON.stringify(bill, null, 2)}\n`);
  console.log(`${bill.components.length} components: ${path.relative(process.cwd(), target)}`);
  return 0;
});
