import { describe, expect, it } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { features } from '../../src/app.module.js';
import { AppConfig } from '../../src/config/index.js';
import { createDataSource } from '../../src/database/index.js';
import { ROOT } from '../support/command-line.js';

const MODULES = path.join(ROOT, 'src/modules');
const files = (await readdir(MODULES, { recursive: true })).map((file) => file.split(path.sep).join('/'));
const dataSource = await createDataSource(new AppConfig());
const namesOf = (classes: unknown): string[] =>
  Object.values(classes as object).map(({ name }: { name: string }) => name);

describe('the schemas of the domain modules', () => {
  it('name every entity and every migration that lies in their folders', () => {
    const count = (pattern: RegExp) => files.filter((file) => pattern.test(file)).length;
    const migrations = namesOf(dataSource.options.migrations);
    expect(namesOf(dataSource.options.entities)).toHaveLength(count(/\.entity\.ts$/));
    for (const file of files.filter((each) => /\/migrations\/.+\.ts$/.test(each))) {
      const [, time] = /(\d+)-[^/]+$/.exec(file)!;
      expect(migrations.filter((name) => name.endsWith(time!))).toHaveLength(1);
    }
  });

  it('belong to modules that the application imports', () => {
    const folders = files.filter((file) => file.endsWith('.schema.ts')).map((file) => path.dirname(file));
    const imported = features.map(({ name }) => name.replace(/Module$/, '').toLowerCase());
    expect(imported).toEqual(expect.arrayContaining(folders.map((folder) => folder.replaceAll('-', ''))));
    expect(folders.length).toBeGreaterThan(0);
  });
});
