import { quoteIdentifier, type Database, type Queryable } from '@posthorn/database';
import { SecretUnreadableError } from '../webhooks.errors.js';
import { AesSecretBox } from './aes-secret-box.js';
import { SEALED_PLACES, type SealedPlace, type SealedRow } from './sealed-places.js';

/** What became of the sealed values, so far. */
export interface ResealReport {
  /** That are there, in all. */
  readonly total: number;
  /** Were sealed by the newest key already when this began. */
  readonly current: number;
  /** Sealed anew by it. */
  readonly resealed: number;
  /** Replaced by somebody else meanwhile, who has sealed them by the newest key. */
  readonly replaced: number;
  /** Opened by none of the keys: left as they are. */
  readonly unreadable: number;
}

export interface ResealOptions {
  readonly database: Database;
  readonly schema: string;
  /** Newest first. Every process has to have the newest one already: it could not open what is sealed by it. */
  readonly keys: readonly (string | Uint8Array)[];
  /** After each batch. */
  readonly onProgress?: (report: ResealReport) => void;
  /** Ends it between two batches; what is done stays done. */
  readonly signal?: AbortSignal;
}

const BATCH = 200;
const FIRST = '00000000-0000-0000-0000-000000000000';
/** Where a sealed value names its key: `format(1) keyId(4) …`, counted from one. */
const KEY_ID = 'from 2 for 4';

/**
 * Seals with the newest key what older ones have sealed, so that the older ones can be taken away. Runs beside
 * everything else: rows are changed a batch at a time, a value that is replaced meanwhile is left alone, and what
 * dispatchers have in memory stays right, for the secrets do not change. Broken off and run again it goes on, since what
 * is done is told by its key.
 */
export async function resealSecrets(options: ResealOptions): Promise<ResealReport> {
  const { database, schema, keys, onProgress, signal } = options;
  const box = new AesSecretBox(keys);
  const counts = await countSealed(database, schema, box.newestKeyId);
  const report = { ...counts, resealed: 0, replaced: 0, unreadable: 0 };
  onProgress?.({ ...report });
  for (const place of SEALED_PLACES) {
    for (let after = FIRST, full = true; full && signal?.aborted !== true;) {
      const rows = await page(database, schema, place, [after, box.newestKeyId]);
      const fresh = rows.flatMap((row) => sealedAnew(box, row, place.identity(row)) ?? []);
      const changed = fresh.length === 0 ? 0 : await replace(database, schema, place, fresh);
      report.resealed += changed;
      report.replaced += fresh.length - changed;
      report.unreadable += rows.length - fresh.length;
      after = rows.at(-1)?.id ?? after;
      full = rows.length === BATCH;
      onProgress?.({ ...report });
    }
  }
  return report;
}

/** How many sealed values there are, and how many of them the newest key has sealed. */
export async function countSealed(
  database: Queryable,
  schema: string,
  newestKeyId: Uint8Array,
): Promise<Pick<ResealReport, 'total' | 'current'>> {
  const values = SEALED_PLACES.map(
    ({ table, column }) =>
      `select ${column} as sealed from ${quoteIdentifier(schema)}.${table} where ${column} is not null`,
  );
  const { rows } = await database.query<{ total: number; current: number }>(
    `select count(*)::integer as total, count(*) filter (where substring(sealed ${KEY_ID}) = $1::bytea)::integer as current
       from (${values.join(' union all ')}) s`,
    [newestKeyId],
  );
  return rows[0] ?? { total: 0, current: 0 };
}

/**
 * One value of each key that has sealed something, to see whether the keys at hand open it.
 * @returns ids of keys in hexadecimal whose values do not open, with how many they are
 */
export async function unopenedKeys(
  database: Queryable,
  schema: string,
  keys: readonly (string | Uint8Array)[],
): Promise<readonly { readonly keyId: string; readonly values: number }[]> {
  const box = new AesSecretBox(keys);
  const unopened = new Map<string, number>();
  for (const { table, column, webhook, identity } of SEALED_PLACES) {
    const { rows } = await database.query<SealedRow & { key_id: string; values: number }>(
      `select distinct on (key_id) key_id, id, project_id, ${webhook} as webhook_id, ${column} as sealed,
         count(*) over (partition by key_id)::integer as values
       from (select *, encode(substring(${column} ${KEY_ID}), 'hex') as key_id
         from ${quoteIdentifier(schema)}.${table} where ${column} is not null) s
       order by key_id, id`,
    );
    for (const row of rows) {
      if (opened(box, row, identity(row)) === undefined) {
        unopened.set(row.key_id, (unopened.get(row.key_id) ?? 0) + row.values);
      }
    }
  }
  return [...unopened].map(([keyId, values]) => ({ keyId, values }));
}

interface FreshValue {
  readonly row: SealedRow;
  readonly sealed: Uint8Array;
}

async function page(
  database: Queryable,
  schema: string,
  { table, column, webhook }: SealedPlace,
  [after, newestKeyId]: readonly [string, Uint8Array],
): Promise<readonly SealedRow[]> {
  const { rows } = await database.query<SealedRow>(
    `select id, project_id, ${webhook} as webhook_id, ${column} as sealed from ${quoteIdentifier(schema)}.${table}
     where id > $1::uuid and ${column} is not null and substring(${column} ${KEY_ID}) <> $2::bytea
     order by id limit ${BATCH}`,
    [after, newestKeyId],
  );
  return rows;
}

/** Rows are locked in the order of their ids, as everybody does who changes several. */
async function replace(
  database: Database,
  schema: string,
  { table, column }: SealedPlace,
  fresh: readonly FreshValue[],
): Promise<number> {
  const place = `${quoteIdentifier(schema)}.${table}`;
  return database.transaction(async (tx) => {
    const ids = fresh.map(({ row }) => row.id);
    await tx.query(`select from ${place} where id = any ($1::uuid[]) order by id for no key update`, [ids]);
    const { rowCount } = await tx.query(
      `update ${place} t set ${column} = n.sealed
       from unnest($1::uuid[], $2::bytea[], $3::bytea[]) n (id, before, sealed)
       where t.id = n.id and t.${column} = n.before`,
      [ids, fresh.map(({ row }) => row.sealed), fresh.map(({ sealed }) => sealed)],
    );
    return rowCount;
  });
}

/** Undefined when no key opens it. */
function sealedAnew(box: AesSecretBox, row: SealedRow, identity: string): FreshValue | undefined {
  const plain = opened(box, row, identity);
  return plain === undefined ? undefined : { row, sealed: box.seal(plain, identity) };
}

function opened(box: AesSecretBox, { sealed }: SealedRow, identity: string): string | undefined {
  try {
    return box.open(sealed, identity);
  } catch (error) {
    if (error instanceof SecretUnreadableError) return undefined;
    throw error;
  }
}
