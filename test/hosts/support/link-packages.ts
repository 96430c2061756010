import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../support/command-line.js';
import type { Manifest, Packed } from './packages.js';

const run = promisify(execFile);

/**
 * Puts into `folder/node_modules` what `npm install` would, without npm: the libs from their tarballs, and links to this
 * repository's packages for whatever the host and the libs name. What a lib uses and does not name is not there.
 * @param wanted names of packages, without ranges
 */
export async function linkPackages(
  folder: string,
  wanted: readonly string[],
  packed: readonly Packed[],
): Promise<void> {
  const modules = path.join(folder, 'node_modules');
  const others = new Set(wanted);
  await mkdir(path.join(modules, '.bin'), { recursive: true });
  for (const { name, tarball } of packed) {
    const place = path.join(modules, name);
    await mkdir(place, { recursive: true });
    await run('tar', ['-xzf', tarball, '-C', place, '--strip-components=1']);
    const manifest = JSON.parse(await readFile(path.join(place, 'package.json'), 'utf8')) as PackedManifest;
    const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {}, bin = {} } = manifest;
    for (const dependency of Object.keys(dependencies)) others.add(dependency);
    for (const peer of Object.keys(peerDependencies))
      if (peerDependenciesMeta[peer]?.optional !== true) others.add(peer);
    for (const [command, file] of Object.entries(bin))
      await symlink(path.join('..', name, file), path.join(modules, '.bin', command));
  }
  for (const { name } of packed) others.delete(name);
  for (const name of others) {
    const place = path.join(modules, name);
    await mkdir(path.dirname(place), { recursive: true });
    await symlink(path.join(ROOT, 'node_modules', name), place, 'junction');
  }
}

interface PackedManifest extends Manifest {
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean } | undefined>>;
}
