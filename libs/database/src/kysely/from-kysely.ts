import { DatabaseError } from '../database.errors.js';
import type { Database } from '../database.js';
import type { ListenOptions } from '../pg/from-pg.js';
import { isPool } from '../pg/pg-client.js';
import { PgDatabase } from '../pg/pg-database.js';
import type { PgPool } from '../pg/pg-shapes.js';
import { PublishingDatabase } from '../transaction/publishing-database.js';
import { kyselyQuery, kyselyTransactions, type KyselyHandle, type KyselyRoot } from './kysely-handles.js';

export interface FromKyselyOptions extends ListenOptions {
  /** The host's Kysely instance. */
  readonly client: KyselyRoot;
  /**
   * A `pg` pool on the same database, for relay, dispatcher and API: their statements reckon with the port's own types.
   * Without one this process can publish, and nothing else.
   */
  readonly pool?: PgPool;
}

const HINT =
  'Pass the object that db.transaction().execute(async (tx) => …) gives: { tx }. ' +
  'A pg client after BEGIN and any { query(sql, params) } inside of a transaction are taken too.';

const WITH_POOL = 'fromKysely({ client, pool: new Pool({ connectionString }) })';

/**
 * The port for a host that uses Kysely with its PostgresDialect.
 * @throws DatabaseError `unsupported_client`
 */
export function fromKysely(options: FromKyselyOptions & { readonly pool: PgPool }): Required<Database>;
export function fromKysely(options: FromKyselyOptions): Database;
export function fromKysely({ client, pool, ...listen }: FromKyselyOptions): Database {
  if (typeof client !== 'object' || !kyselyTransactions.recognises(client)) {
    throw new DatabaseError('unsupported_client', `fromKysely takes a Kysely instance: ${WITH_POOL}.`);
  }
  if (pool === undefined) {
    return new PublishingDatabase({
      client: 'kysely',
      hint: HINT,
      query: kyselyQuery(client),
      transaction: (work) => client.transaction().execute(((tx: KyselyHandle) => work(kyselyQuery(tx))) as never),
    });
  }
  if (!isPool(pool)) throw new DatabaseError('unsupported_client', `"pool" has to be a pg Pool: ${WITH_POOL}.`);
  return new PgDatabase({ client: 'kysely', pool: () => pool, hint: HINT, listen });
}
