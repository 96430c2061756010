import { DatabaseError } from '../database.errors.js';
import type { Database } from '../database.js';
import { isPool } from './pg-client.js';
import { PgDatabase } from './pg-database.js';
import type { PgPool } from './pg-shapes.js';

/** How the connection for LISTEN is made and watched. */
export interface ListenOptions {
  /**
   * A direct URL for LISTEN, when the host's own connections go through a pooler in transaction mode.
   * Default: the options of the host's pool.
   */
  readonly listenUrl?: string;
  /** How often the connection is asked whether it still lives, and how long its answer may take, in milliseconds. */
  readonly listenProbe?: { readonly every: number; readonly timeout: number };
}

export type FromPgOptions = ListenOptions;

const HINT =
  'Pass the client of your transaction: const client = await pool.connect(); await client.query("BEGIN"); ' +
  "then { tx: client } until COMMIT. TypeORM's EntityManager or QueryRunner of a transaction and any " +
  '{ query(sql, params) } inside of one are taken too.';

/**
 * The port on the host's `pg` pool.
 * @throws DatabaseError `unsupported_client` when it is not a pool
 */
export function fromPg(pool: PgPool, options: FromPgOptions = {}): Required<Database> {
  if (!isPool(pool)) {
    throw new DatabaseError('unsupported_client', 'fromPg takes a pg Pool: fromPg(new Pool({ connectionString })).');
  }
  return new PgDatabase({ client: 'pg', pool: () => pool, hint: HINT, listen: options });
}
