import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { libsOfPosthorn, manifestOf, packLibs, type Packed } from '../hosts/support/packages.js';

const libs = [...new Set([...(await libsOfPosthorn()), 'receiver', 'testing'])];
const ALLOWED = /^(dist|src|sql|migrations|bin|public)\/|^(README\.md|LICENSE|package\.json)$/;

let folder: string;
let packed: readonly Packed[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'posthorn-packages-'));
  packed = await packLibs(libs, folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Every path that package.json promises. */
const promised = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(value as object).flatMap(promised);

describe.each([...libs])('the package of libs/%s', (lib) => {
  const files = async () => {
    const { name } = await manifestOf(lib);
    return new Set(packed.find((each) => each.name === name)?.files ?? []);
  };

  it('has every file that its package.json names, in every condition', async () => {
    const present = await files();
    const { exports, main, types, bin = {} } = await manifestOf(lib);
    const missing = promised([exports, main, types, bin]).filter((file) => !present.has(file.replace('./', '')));
    expect(missing).toEqual([]);
  });

  it('has a README and a licence, and nothing that is not for its users', async () => {
    const present = await files();
    expect([present.has('README.md'), present.has('LICENSE')]).toEqual([true, true]);
    const unwanted = [...present].filter(
      (file) => !ALLOWED.test(file) || /\.spec\.|\.fixture\.|tsbuildinfo/.test(file),
    );
    expect(unwanted).toEqual([]);
  });

  it('asks for no folder of this repository', async () => {
    const { dependencies = {}, peerDependencies = {} } = await manifestOf(lib);
    const ranges = Object.entries({ ...dependencies, ...peerDependencies });
    expect(
      ranges.filter(([name, range]) => name === 'posthorn-repository' || /^(file|link|workspace):/.test(range)),
    ).toEqual([]);
  });
});

describe('the package of the console', () => {
  it('brings the built app, so that no host has to build it', () => {
    const files = packed.find(({ name }) => name === '@posthorn/console')?.files ?? [];
    expect(files).toContain('public/index.html');
    expect(files.filter((file) => /^public\/assets\/.+-[\w-]{8}\.js$/.test(file)).length).toBeGreaterThan(5);
    expect(files.filter((file) => file.startsWith('app/'))).toEqual([]);
  });
});
