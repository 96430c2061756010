import { DatabaseError } from '../database.errors.js';
import type { Database } from '../database.js';
import type { ListenOptions } from '../pg/from-pg.js';
import { isPool } from '../pg/pg-client.js';
import { PgDatabase } from '../pg/pg-database.js';
import type { PgPool } from '../pg/pg-shapes.js';
import { PublishingDatabase } from '../transaction/publishing-database.js';
import { drizzleQuery, drizzleTransactions, type DrizzleHandle, type DrizzleRoot } from './drizzle-handles.js';

export interface FromDrizzleOptions extends ListenOptions {
  /** The host's database. */
  readonly client: DrizzleRoot;
  /**
   * A `pg` pool on the same database, for relay, dispatcher and API: their statements reckon with the port's own types.
   * Without one this process can publish, and nothing else.
   */
  readonly pool?: PgPool;
}

const HINT =
  'Pass the object that db.transaction(async (tx) => …) gives: { tx }. ' +
  'A pg client after BEGIN and any { query(sql, params) } inside of a transaction are taken too.';

const WITH_POOL = 'fromDrizzle({ client, pool: new Pool({ connectionString }) })';

/**
 * The port for a host that uses Drizzle with PostgreSQL. With the node-postgres driver the pool is found in the client;
 * with another driver (postgres.js) it has to be given.
 * @throws DatabaseError `unsupported_client`
 */
export function fromDrizzle(options: FromDrizzleOptions & { readonly pool: PgPool }): Required<Database>;
export function fromDrizzle(options: FromDrizzleOptions): Database;
export function fromDrizzle({ client, pool, ...listen }: FromDrizzleOptions): Database {
  if (typeof client !== 'object' || !drizzleTransactions.recognises(client)) {
    throw new DatabaseError('unsupported_client', `fromDrizzle takes a Drizzle database of PostgreSQL: ${WITH_POOL}.`);
  }
  if (pool !== undefined && !isPool(pool)) {
    throw new DatabaseError('unsupported_client', `"pool" has to be a pg Pool: ${WITH_POOL}.`);
  }
  const found = pool ?? (client as { $client?: unknown }).$client;
  if (isPool(found)) return new PgDatabase({ client: 'drizzle', pool: () => found, hint: HINT, listen });
  return new PublishingDatabase({
    client: 'drizzle',
    hint: HINT,
    query: drizzleQuery(client),
    transaction: (work) => client.transaction(((tx: DrizzleHandle) => work(drizzleQuery(tx))) as never),
  });
}
