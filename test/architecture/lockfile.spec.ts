import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

interface LockedPackage {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Where Node would look for `name` when the package at `location` asks for it, nearest first. */
function candidates(location: string, name: string): string[] {
  const parents = [location];
  for (let at = location; at.includes('/node_modules/');) {
    at = at.slice(0, at.lastIndexOf('/node_modules/'));
    parents.push(at);
  }
  return [...parents.map((parent) => `${parent}/node_modules/${name}`), `node_modules/${name}`];
}

describe('the lockfile', () => {
  it('names the binaries of every platform, so that npm ci accepts it on any machine', async () => {
    const text = await readFile(path.resolve(import.meta.dirname, '../../package-lock.json'), 'utf8');
    const { packages } = JSON.parse(text) as { packages: Record<string, LockedPackage> };
    const missing = Object.entries(packages).flatMap(([location, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !candidates(location, name).some((at) => at in packages)),
    );
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });
});
