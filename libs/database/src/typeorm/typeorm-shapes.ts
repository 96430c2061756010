/**
 * The parts of TypeORM that show in the port's signatures, by shape: a host without TypeORM has no types of it, and its
 * compiler reads these declarations.
 */

export interface TypeOrmQueryRunner {
  readonly isTransactionActive: boolean;
  query(query: string, parameters?: unknown[], useStructuredResult?: boolean): Promise<unknown>;
  startTransaction(): Promise<void>;
  commitTransaction(): Promise<void>;
  rollbackTransaction(): Promise<void>;
  release(): Promise<void>;
}

/** A TypeORM DataSource. */
export interface TypeOrmDataSource {
  readonly options: { readonly type: string };
  readonly driver: object;
  readonly isInitialized: boolean;
  readonly migrations: readonly { readonly name?: string }[];
  initialize(): Promise<unknown>;
  destroy(): Promise<void>;
  query(query: string, parameters?: unknown[]): Promise<unknown>;
  createQueryRunner(): TypeOrmQueryRunner;
  runMigrations(): Promise<readonly { readonly name: string }[]>;
}

/** A TypeORM MigrationInterface. */
export interface TypeOrmMigration {
  readonly name: string;
  up(queryRunner: TypeOrmQueryRunner): Promise<void>;
  down(queryRunner: TypeOrmQueryRunner): Promise<void>;
}
