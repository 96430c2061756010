import { setTimeout as sleep } from 'node:timers/promises';

import { isUnavailable, runTypeOrmMigrations } from '@posthorn/database';

import { StartRefusedError, type AppConfig } from '../config/index.js';
import type { AppDataSource } from './app-data-source.js';
import { refuseUnsafeDatabase } from './schema-state.js';

const WAIT_MS = 30_000;
const PAUSE_MS = 500;

/**
 * Connects, then migrates outside production and checks in it.
 * @throws StartRefusedError `database_unreachable` after 30 s, `schema_behind`, `isolation_level`
 */
export async function openDatabase(
  dataSource: AppDataSource,
  config: AppConfig,
  log: (line: string) => void,
): Promise<void> {
  await connect(dataSource, log);
  try {
    if (config.production) {
      await refuseUnsafeDatabase(dataSource);
      return;
    }
    const applied = await runTypeOrmMigrations(dataSource);
    if (applied.length > 0) log(`applied ${applied.length} migrations`);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

/** A database that starts together with us may need a moment. */
async function connect(dataSource: AppDataSource, log: (line: string) => void): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  for (let tries = 0; ; tries += 1) {
    try {
      await dataSource.initialize();
      return;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      if (Date.now() >= deadline) {
        throw new StartRefusedError(
          'database_unreachable',
          'The database cannot be reached. Check DATABASE_URL and that PostgreSQL runs and accepts connections.',
          { cause: error },
        );
      }
      if (tries === 0) log('the database cannot be reached yet, trying for 30 s');
      await sleep(PAUSE_MS);
    }
  }
}
