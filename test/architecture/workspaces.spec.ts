import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const libs = (await readdir(path.join(root, 'libs'))).filter((lib) =>
  existsSync(path.join(root, 'libs', lib, 'package.json')),
);

async function json<Content>(file: string): Promise<Content> {
  return JSON.parse(await readFile(path.join(root, file), 'utf8')) as Content;
}

interface Compiled {
  readonly references?: readonly { readonly path: string }[];
}
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

describe('every lib', () => {
  it('is built by tsc -b', async () => {
    const { references = [] } = await json<Compiled>('tsconfig.libs.json');
    expect(references.map((reference) => reference.path).sort()).toEqual(libs.map((lib) => `libs/${lib}`).sort());
  });

  it('is a project of the Nest CLI', async () => {
    const { projects } = await json<{ projects: Record<string, { type: string }> }>('nest-cli.json');
    const libraries = Object.keys(projects).filter((name) => projects[name]?.type === 'library');
    expect(libraries.sort()).toEqual([...libs].sort());
  });

  it.each(libs)('%s builds the libs it depends on first', async (lib) => {
    const { dependencies = {}, peerDependencies = {} } = await json<Manifest>(`libs/${lib}/package.json`);
    const { references = [] } = await json<Compiled>(`libs/${lib}/tsconfig.json`);
    const all = Object.keys({ ...dependencies, ...peerDependencies });
    const needed = all.filter((name) => name.startsWith('@posthorn/'));
    expect(references.map((reference) => `@posthorn/${path.basename(reference.path)}`).sort()).toEqual(needed.sort());
  });

  it.each(libs)('%s offers each entry as source, types and code', async (lib) => {
    const { name, exports } = await json<Manifest>(`libs/${lib}/package.json`);
    // The one that brings all the others is what people type.
    expect(name).toBe(lib === 'posthorn' ? 'posthorn' : `@posthorn/${lib}`);
    for (const [entry, target] of Object.entries(exports)) {
      if (typeof target === 'string') continue;
      const source = target['@posthorn/source'] ?? '';
      const built = source.replace('./src/', './dist/').replace(/\.ts$/, '');
      expect({ entry, ...target }).toEqual({
        entry,
        '@posthorn/source': source,
        types: `${built}.d.ts`,
        default: `${built}.js`,
      });
      await expect(readFile(path.join(root, 'libs', lib, source))).resolves.toBeDefined();
    }
  });

  it.each(libs)('%s asks for its siblings in the version they have', async (lib) => {
    const { dependencies = {}, peerDependencies = {} } = await json<Manifest>(`libs/${lib}/package.json`);
    for (const [name, range] of Object.entries({ ...dependencies, ...peerDependencies })) {
      if (!name.startsWith('@posthorn/')) continue;
      const { version } = await json<Manifest>(`libs/${name.slice('@posthorn/'.length)}/package.json`);
      expect([name, range]).toEqual([name, version]);
    }
  });
});
