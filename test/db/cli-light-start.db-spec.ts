import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { posthornMigrations } from 'posthorn';
import { posthorn, typeOrm, type Ended, type RunOptions } from '../support/command-line.js';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

let testDatabase: TestDatabase;
let folder: string;
beforeAll(async () => {
  testDatabase = await createTestDatabase({ migrate: await posthornMigrations() });
  folder = await mkdtemp(path.join(tmpdir(), 'posthorn-light-'));
  // Node loads the hooks in a thread of their own, which writes each module down before it is loaded.
  await writeFile(
    path.join(folder, 'hooks.mjs'),
    `import { appendFileSync } from 'node:fs';
export function load(url, context, next) {
  appendFileSync(${JSON.stringify(path.join(folder, 'loaded'))}, url + '\\n');
  return next(url, context);
}`,
  );
  await writeFile(
    path.join(folder, 'note.mjs'),
    `import { register } from 'node:module';\nregister('./hooks.mjs', import.meta.url);`,
  );
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await testDatabase.drop();
});

/** The modules that a program loads, by their addresses. */
async function loadedBy(run: (options: RunOptions) => Promise<Ended>): Promise<string[]> {
  await rm(path.join(folder, 'loaded'), { force: true });
  const note = pathToFileURL(path.join(folder, 'note.mjs')).href;
  const { code, stderr } = await run({
    environment: { DATABASE_URL: testDatabase.url, NODE_OPTIONS: `--import ${note}` },
  });
  // Migrations of the application are pending, which `posthorn` tells with 1.
  expect([code <= 1, stderr]).toEqual([true, '']);
  return (await readFile(path.join(folder, 'loaded'), 'utf8')).split('\n');
}

describe('a program that needs the schema alone', () => {
  it.each<[string, (options: RunOptions) => Promise<Ended>]>([
    ['posthorn status', (options) => posthorn(['status'], options)],
    ['posthorn doctor', (options) => posthorn(['doctor'], options)],
    ['typeorm migration:show', (options) => typeOrm('migration:show', options)],
  ])('%s loads the DataSource of the application, and neither Nest nor the application', async (_, run) => {
    const loaded = await loadedBy(run);
    const matching = (pattern: RegExp) => loaded.filter((url) => pattern.test(url));
    expect(matching(/\/(@nestjs|class-validator|class-transformer)\/|\/dist\/src\/app\.module|\.controller\./)).toEqual(
      [],
    );
    expect(matching(/\/dist\/src\/modules\/users\/user\.entity\.js$/)).toHaveLength(1);
  });
});
