import { fromPg, fromTypeOrm, type Database, type PgPool, type TypeOrmDataSource } from '@posthorn/database';
import { PosthornError } from './posthorn.errors.js';

/** Where the database comes from: exactly one of these. */
export interface DatabaseSource {
  /** The host's TypeORM DataSource of type `postgres`. */
  readonly dataSource?: TypeOrmDataSource;
  /** The host's `pg` pool. */
  readonly pool?: PgPool;
  /** What `fromPrisma`, `fromDrizzle`, `fromKysely`, `fromPg` or `fromTypeOrm` gave. */
  readonly database?: Database;
}

/** @throws PosthornError `invalid_options` unless exactly one is given */
export function databaseOf({ dataSource, pool, database }: DatabaseSource): Database {
  const sources: (() => Database)[] = [];
  if (dataSource !== undefined) sources.push(() => fromTypeOrm(dataSource));
  if (pool !== undefined) sources.push(() => fromPg(pool));
  if (database !== undefined) sources.push(() => database);
  const [only] = sources;
  if (only !== undefined && sources.length === 1) return only();
  throw new PosthornError(
    'invalid_options',
    `Posthorn needs exactly one of dataSource (TypeORM), pool (pg) or database (fromPrisma, fromDrizzle, fromKysely); ` +
      `${sources.length} were given.`,
  );
}
