import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const config = path.join(root, '.dependency-cruiser.cjs');
const fixture = path.join(import.meta.dirname, 'fixture');

interface CruiseResult {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

/** Runs the import check as `npm run check` does, in `directory`, on those of `folders` that exist. */
async function cruise(directory: string, folders: readonly string[]): Promise<CruiseResult> {
  const present = new Set(await readdir(directory));
  const bin = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [
    '--max-semi-space-size=64',
    bin,
    '--config',
    config,
    '--output-type',
    'json',
    ...folders.filter((folder) => present.has(folder)),
  ];
  const stdout = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, args, { cwd: directory, maxBuffer: 64 * 1024 * 1024 }, (error, out, err) =>
      out.startsWith('{')
        ? resolve(out)
        : reject(new Error(`dependency-cruiser printed no result: ${err}`, { cause: error })),
    );
  });
  return JSON.parse(stdout) as CruiseResult;
}

/** A copy of the fixture with manifests and linked packages, as `npm install` leaves a workspace. Not kept in the tree,
 * where a second package of the same name would confuse every tool that looks for packages. */
async function layFixture(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'posthorn-imports-'));
  await cp(fixture, directory, { recursive: true });
  const manifest = (content: object): string => JSON.stringify({ type: 'module', ...content });
  const packages = { rxjs: '*', typeorm: '*', undici: '*', '@nestjs/schedule': '*' };
  await writeFile(
    path.join(directory, 'package.json'),
    manifest({ name: 'fixture', dependencies: packages, devDependencies: { 'fast-check': '*' } }),
  );
  await mkdir(path.join(directory, 'node_modules/@posthorn'), { recursive: true });
  for (const lib of await readdir(path.join(directory, 'libs'))) {
    const home = path.join(directory, 'libs', lib);
    const entry = (file: string): object => ({ '@posthorn/source': file });
    const exported = { '.': entry('./src/index.ts'), './testing': entry('./src/testing/index.ts') };
    await writeFile(
      path.join(home, 'package.json'),
      manifest({ name: `@posthorn/${lib}`, exports: exported, dependencies: packages }),
    );
    await symlink(home, path.join(directory, 'node_modules/@posthorn', lib));
  }
  for (const name of ['rxjs', 'typeorm', 'undici', 'fast-check', '@nestjs']) {
    await symlink(path.join(root, 'node_modules', name), path.join(directory, 'node_modules', name));
  }
  return directory;
}

async function sourcesIn(directory: string): Promise<string[]> {
  const files = await readdir(directory, { recursive: true });
  return files.filter((file) => file.endsWith('.ts') && !file.includes('node_modules') && !/(^|\/)dist\//.test(file));
}

describe('the import rules on the tree', () => {
  let result: CruiseResult;

  beforeAll(async () => {
    result = await cruise(root, ['src', 'libs', 'test', 'bench', 'ormconfig.ts']);
  });

  it('look at every source file, not at none', async () => {
    const cruised = new Set(result.modules.map((module) => module.source));
    const sources = await Promise.all(
      ['src', 'libs'].map(async (folder) =>
        (await sourcesIn(path.join(root, folder))).map((file) => `${folder}/${file}`),
      ),
    );
    const unseen = sources.flat().filter((file) => !cruised.has(file) && !/^libs\/[^/]+\/(client|tests?)\//.test(file));
    expect(cruised.size).toBeGreaterThan(20);
    expect(unseen).toEqual([]);
  });

  it('are kept', () => {
    const broken = result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
    expect(broken).toEqual([]);
  });
});

describe('the import rules on a fixture with one violation of each', () => {
  let directory: string;
  let result: CruiseResult;

  beforeAll(async () => {
    directory = await layFixture();
    result = await cruise(directory, ['src', 'libs']);
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('report each rule for the file that breaks it', async () => {
    const expected: string[] = [];
    for (const file of await sourcesIn(fixture)) {
      const [, rule] = /violates-([a-z-]+)\.ts$/.exec(file) ?? [];
      if (!rule || rule.endsWith('-other')) continue;
      const lib = /^libs\/([^/]+)\//.exec(file)?.[1];
      expected.push(`${rule === 'layer' ? `layer-${lib}` : rule}: ${file}`);
    }
    // Of a cycle one member is named, whichever the tool met first.
    const reported = new Set(
      result.summary.violations.map(({ rule, from }) => `${rule.name}: ${from.replace('-other.ts', '.ts')}`),
    );
    expect(expected.filter((violation) => !reported.has(violation))).toEqual([]);
  });

  it('leave no rule unproven', async () => {
    const rules = result.summary.ruleSetUsed.forbidden.map(({ name }) => name);
    const reported = new Set(result.summary.violations.map(({ rule }) => rule.name));
    expect(rules.length).toBeGreaterThan(20);
    expect(rules.filter((name) => !reported.has(name))).toEqual([]);
  });

  it('say nothing about the files that keep them', () => {
    const blamed = result.summary.violations.map(({ from }) => from).filter((from) => !from.includes('/violates-'));
    expect(blamed).toEqual([]);
  });

  it('know every lib of the tree', async () => {
    const text = await readFile(config, 'utf8');
    const libs = await readdir(path.join(root, 'libs'));
    const unknown = libs.filter((lib) => !new RegExp(`^  '?${lib}'?: \\[`, 'm').test(text));
    expect(unknown).toEqual([]);
  });
});
