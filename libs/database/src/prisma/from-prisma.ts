import { DatabaseError } from '../database.errors.js';
import type { Database } from '../database.js';
import type { ListenOptions } from '../pg/from-pg.js';
import { isPool } from '../pg/pg-client.js';
import { PgDatabase } from '../pg/pg-database.js';
import type { PgPool } from '../pg/pg-shapes.js';
import { PublishingDatabase } from '../transaction/publishing-database.js';
import { prismaQuery, prismaTransactions, type PrismaHandle, type PrismaRoot } from './prisma-handles.js';

export interface FromPrismaOptions extends ListenOptions {
  /** The host's PrismaClient. */
  readonly client: PrismaRoot;
  /**
   * A `pg` pool on the same database, for relay, dispatcher and API: their statements reckon with the port's own types.
   * Without one this process can publish, and nothing else.
   */
  readonly pool?: PgPool;
}

const HINT =
  'Pass the object that prisma.$transaction(async (tx) => …) gives: { tx }. ' +
  'A pg client after BEGIN and any { query(sql, params) } inside of a transaction are taken too.';

const WITH_POOL = 'fromPrisma({ client, pool: new Pool({ connectionString }) })';

/**
 * The port for a host that uses Prisma with PostgreSQL.
 * @throws DatabaseError `unsupported_client`
 */
export function fromPrisma(options: FromPrismaOptions & { readonly pool: PgPool }): Required<Database>;
export function fromPrisma(options: FromPrismaOptions): Database;
export function fromPrisma({ client, pool, ...listen }: FromPrismaOptions): Database {
  if (typeof client !== 'object' || !prismaTransactions.recognises(client)) {
    throw new DatabaseError('unsupported_client', `fromPrisma takes a PrismaClient: ${WITH_POOL}.`);
  }
  if (pool === undefined) {
    return new PublishingDatabase({
      client: 'prisma',
      hint: HINT,
      query: prismaQuery(client),
      transaction: (work) => client.$transaction(((tx: PrismaHandle) => work(prismaQuery(tx))) as never),
    });
  }
  if (!isPool(pool)) throw new DatabaseError('unsupported_client', `"pool" has to be a pg Pool: ${WITH_POOL}.`);
  return new PgDatabase({ client: 'prisma', pool: () => pool, hint: HINT, listen });
}
