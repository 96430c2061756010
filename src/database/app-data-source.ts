import { DatabaseError, isUnavailable, typeOrmMigrations, type Migration } from '@posthorn/database';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

import { errorCode } from '../common/error-code.js';
import type { AppConfig } from '../config/index.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../embedded-postgres/index.js';
import type { DatabaseFeature } from './feature.js';

/** Connections for requests, beside those that relay, dispatcher and housekeeping may hold. */
const REQUEST_CONNECTIONS = 10;

/** How long a request waits for a connection before it is answered with 503. */
const CONNECT_TIMEOUT_MS = 3000;

export interface AppDataSourceOptions {
  readonly features: readonly DatabaseFeature[];
  /** The libraries' migrations, which become part of this schema. */
  readonly libraryMigrations: readonly Migration[];
  readonly log?: (line: string) => void;
}

/**
 * The one DataSource, for the application and for the TypeORM CLI. Without a `DATABASE_URL` it starts the embedded
 * PostgreSQL when it is initialized and gives it up when it is destroyed; making one has no effect yet.
 */
export class AppDataSource extends DataSource {
  readonly libraryMigrations: readonly Migration[];
  private readonly config: AppConfig;
  private readonly log: (line: string) => void;
  private embedded: EmbeddedPostgres | undefined;

  constructor(config: AppConfig, options: AppDataSourceOptions) {
    super(typeOrmOptions(config, options));
    this.config = config;
    this.libraryMigrations = options.libraryMigrations;
    this.log = options.log ?? (() => undefined);
    sayWhenNoConnectionComes(this.driver as PostgresDriver);
  }

  override async initialize(): Promise<this> {
    if (this.config.databaseUrl === null) {
      this.embedded ??= await startEmbeddedPostgres({ directory: this.config.stateFolder, log: this.log });
      this.setOptions({ url: this.embedded.url });
    }
    return super.initialize();
  }

  override async destroy(): Promise<void> {
    if (this.isInitialized) await super.destroy();
    const embedded = this.embedded;
    this.embedded = undefined;
    await embedded?.stop();
  }
}

function typeOrmOptions(config: AppConfig, options: AppDataSourceOptions): DataSourceOptions {
  return {
    type: 'postgres',
    ...(config.databaseUrl === null ? {} : { url: config.databaseUrl }),
    entities: options.features.flatMap((feature) => [...feature.entities]),
    migrations: [
      ...typeOrmMigrations(options.libraryMigrations),
      ...options.features.flatMap((feature) => [...feature.migrations]),
    ],
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    applicationName: 'posthorn',
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolSize: REQUEST_CONNECTIONS + config.delivery.dbConnections,
    // An idle connection that the server has closed: the pool has dropped it already, the next query gets another.
    poolErrorHandler: (error: unknown) => options.log?.(`an idle database connection was lost: ${messageOf(error)}`),
    extra: { keepAlive: true },
  };
}

/**
 * The pool's own refusals, such as that every connection stayed busy for the time that a request waits, come without any
 * code. Here it is known what they mean: 503 and not 500.
 */
function sayWhenNoConnectionComes(driver: PostgresDriver): void {
  const obtain = driver.obtainMasterConnection.bind(driver);
  driver.obtainMasterConnection = async (): ReturnType<typeof obtain> => {
    try {
      return await obtain();
    } catch (cause) {
      if (errorCode(cause) !== undefined && !isUnavailable(cause)) throw cause;
      throw new DatabaseError('unavailable', 'No connection to the database came in time.', { cause });
    }
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
