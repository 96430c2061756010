import type { Pool } from 'pg';
import { DatabaseError } from '../database.errors.js';
import type { Database } from '../database.js';
import type { ListenOptions } from '../pg/from-pg.js';
import { isPool } from '../pg/pg-client.js';
import { PgDatabase } from '../pg/pg-database.js';
import { isDataSource } from './typeorm-handles.js';
import type { TypeOrmDataSource } from './typeorm-shapes.js';

export type FromTypeOrmOptions = ListenOptions;

const HINT =
  'Pass the EntityManager that dataSource.transaction(async (manager) => …) gives, or a QueryRunner after ' +
  'startTransaction(): { tx: manager }. A pg client after BEGIN and any { query(sql, params) } inside of a ' +
  'transaction are taken too.';

/**
 * The port on the host's TypeORM DataSource (type `postgres`). Posthorn's own statements run on the pg pool that
 * the DataSource holds, so they fill neither its query log nor its subscribers; what is published inside of a
 * transaction goes through the caller's EntityManager. The DataSource may be initialized later than this call.
 * @throws DatabaseError `unsupported_client`
 */
export function fromTypeOrm(dataSource: TypeOrmDataSource, options: FromTypeOrmOptions = {}): Required<Database> {
  const given: unknown = dataSource;
  if (typeof given !== 'object' || given === null || !isDataSource(given)) {
    throw new DatabaseError('unsupported_client', 'fromTypeOrm takes a TypeORM DataSource.');
  }
  if (dataSource.options.type !== 'postgres') {
    throw new DatabaseError(
      'unsupported_client',
      `Posthorn needs PostgreSQL, and this DataSource is of type "${dataSource.options.type}".`,
    );
  }
  const pool = (): Pool => {
    // The driver makes its pool in initialize() and another one after destroy() and initialize().
    const { master } = dataSource.driver as { master?: unknown };
    if (isPool(master)) return master;
    throw new DatabaseError('unavailable', 'The DataSource is not initialized: await dataSource.initialize() first.');
  };
  return new PgDatabase({ client: 'typeorm', pool, hint: HINT, listen: options });
}
