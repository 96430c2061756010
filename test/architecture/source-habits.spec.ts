import { describe, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const SKIPPED = /(^|\/)(node_modules|dist|fixture|types|peers|client)\//;

/** `path:line: text` of every line of the hand-written code that matches. */
async function linesMatching(pattern: RegExp, allowed: (line: string) => boolean = () => false): Promise<string[]> {
  const found: string[] = [];
  for (const folder of ['src', 'libs', 'test', 'bench', 'scripts']) {
    const files = await readdir(path.join(root, folder), { recursive: true });
    for (const file of files.filter((name) => /\.(ts|mjs|cjs|sql)$/.test(name) && !SKIPPED.test(name))) {
      const text = await readFile(path.join(root, folder, file), 'utf8');
      text.split('\n').forEach((line, index) => {
        if (pattern.test(line) && !allowed(line)) found.push(`${folder}/${file}:${index + 1}: ${line.trim()}`);
      });
    }
  }
  return found.filter((line) => !line.startsWith('test/architecture/source-habits.spec.ts'));
}

describe('the sources', () => {
  it('give a reason wherever a lint rule is switched off', async () => {
    const reasons = (line: string): boolean => /eslint-disable[^*]* -- \S/.test(line);
    expect(await linesMatching(/eslint-disable/, reasons)).toEqual([]);
  });

  it('silence no compiler error', async () => {
    expect(await linesMatching(/@ts-(ignore|nocheck)/)).toEqual([]);
  });

  it('switch no test off and select none', async () => {
    expect(await linesMatching(/\b(it|test|describe)\.(skip|only|todo)\b|\bx(it|describe|test)\(/)).toEqual([]);
  });

  it('leave nothing for later', async () => {
    expect(await linesMatching(/\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
  });

  it('have a heading comment in every file of SQL', async () => {
    const bare: string[] = [];
    for (const file of await readdir(path.join(root, 'libs'), { recursive: true })) {
      if (!file.endsWith('.sql') || SKIPPED.test(file)) continue;
      const text = await readFile(path.join(root, 'libs', file), 'utf8');
      if (!text.startsWith('--')) bare.push(file);
    }
    expect(bare).toEqual([]);
  });
});
