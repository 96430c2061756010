import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname } from 'node:path';

import { tableChangesMigrations } from '@posthorn/table-changes/migrations';
import { webhooksMigrations } from '@posthorn/webhooks/migrations';

import type { AppConfig } from '../config/index.js';
import { AppDataSource } from './app-data-source.js';
import type { DatabaseFeature } from './feature.js';

const MODULES = new URL('../modules/', import.meta.url);

/** Compiled, or the source that a test runs. */
const SUFFIX = `.schema${extname(import.meta.url)}`;

/** Makes the DataSource of the application and of the TypeORM CLI; has no effect until it is initialized. */
export async function createDataSource(config: AppConfig, log?: (line: string) => void): Promise<AppDataSource> {
  const libraryMigrations = [...(await webhooksMigrations()), ...(await tableChangesMigrations())];
  return new AppDataSource(config, { features: await domainSchemas(), libraryMigrations, ...(log ? { log } : {}) });
}

/**
 * The schemas of the domain modules, found by their place. A list of them would be a second one beside that of the
 * application module, which cannot be asked: it loads the application, five times as long as this takes.
 */
async function domainSchemas(): Promise<DatabaseFeature[]> {
  const names = await readdir(MODULES);
  const files = names.sort().map((name) => new URL(`${name}/${name}${SUFFIX}`, MODULES));
  const found = files.filter((file) => existsSync(file));
  return Promise.all(found.map(async (file) => ((await import(file.href)) as { schema: DatabaseFeature }).schema));
}
