import { setTimeout as sleep } from 'node:timers/promises';

import { isUnavailable, runTypeOrmMigrations } from '@posthorn/database';

import { errorCode } from '../common/error-code.js';
import { StartRefusedError, type AppConfig } from '../config/index.js';
import type { AppDataSource } from './app-data-source.js';
import { refuseUnsafeDatabase, refuseUnsuitableDatabase } from './schema-state.js';

/** How long a start waits for a database that cannot be reached, milliseconds. */
export interface DatabasePatience {
  readonly waitMs: number;
  readonly pauseMs: number;
  /** After this the wait is told, also when the first try has not failed yet: a host may answer nothing at all. */
  readonly tellMs: number;
}

const PATIENCE: DatabasePatience = { waitMs: 30_000, pauseMs: 500, tellMs: 1000 };

/**
 * Connects, then migrates outside production and checks in it.
 * @throws StartRefusedError `database_unreachable` after 30 s, `database_refused`, `schema_behind`, `isolation_level`,
 *   `unsuitable_settings`
 */
export async function openDatabase(
  dataSource: AppDataSource,
  config: AppConfig,
  log: (line: string) => void,
  patience: DatabasePatience = PATIENCE,
): Promise<void> {
  await connect(dataSource, placeOf(config), log, patience);
  try {
    await refuseUnsuitableDatabase(dataSource);
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
async function connect(
  dataSource: AppDataSource,
  place: string,
  log: (line: string) => void,
  { waitMs, pauseMs, tellMs }: DatabasePatience,
): Promise<void> {
  const deadline = Date.now() + waitMs;
  let told = false;
  const tell = (): void => {
    if (!told) log(`waiting for the database at ${place}, ${Math.ceil(waitMs / 1000)} s at most`);
    told = true;
  };
  const timer = setTimeout(tell, tellMs);
  try {
    for (;;) {
      try {
        await dataSource.initialize();
        return;
      } catch (error) {
        if (isRefusal(error)) throw refused(place, error);
        if (!isUnavailable(error) && !isTimeout(error)) throw error;
        // Also when the first try has taken all of the time: who gives up has said what it was waiting for.
        tell();
        if (Date.now() >= deadline) throw unreachable(place, error);
      }
      await sleep(pauseMs);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Host, port and database, without user and password. */
function placeOf({ databaseUrl }: AppConfig): string {
  if (databaseUrl === null) return 'the embedded PostgreSQL';
  const { hostname, port, pathname } = new URL(databaseUrl);
  return `${hostname || 'localhost'}:${port || '5432'}${pathname === '/' ? '' : pathname}`;
}

/** 28: the user may not connect; 3D: there is no such database. Waiting mends neither. */
const isRefusal = (error: unknown): error is Error => /^(28|3D)/.test(errorCode(error) ?? '');

/** What pg says when nothing answers within its time has no code of its own. */
const isTimeout = (error: unknown): boolean =>
  error instanceof Error && error.name === 'Error' && errorCode(error) === undefined;

const refused = (place: string, cause: Error): StartRefusedError =>
  new StartRefusedError(
    'database_refused',
    `PostgreSQL at ${place} refuses the connection: ${cause.message}. Check the user, the password and the name of the database in DATABASE_URL.`,
    { cause },
  );

const unreachable = (place: string, cause: unknown): StartRefusedError =>
  new StartRefusedError(
    'database_unreachable',
    `The database at ${place} cannot be reached. Check DATABASE_URL and that PostgreSQL runs and accepts connections.`,
    { cause },
  );
