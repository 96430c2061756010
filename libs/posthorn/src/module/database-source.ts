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
  const given = [dataSource, pool, database].filter((each) => each !== undefined && each !== null);
  if (given.length !== 1) {
    throw new PosthornError(
      'invalid_options',
      `Posthorn needs exactly one of dataSource (TypeORM), pool (pg) or database (fromPrisma, fromDrizzle, fromKysely); ` +
        `${given.length} were given.`,
    );
  }
  if (dataSource) return fromTypeOrm(dataSource);
  return pool ? fromPg(pool) : (database as Database);
}
