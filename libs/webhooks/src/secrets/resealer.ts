import { quoteIdentifier, type Database } from '@posthorn/database';
import { AesSecretBox } from './aes-secret-box.js';
import { SecretUnreadableError } from '../webhooks.errors.js';
import { sealedIdentity } from './secret-box.js';

/** What became of the sealed values, so far. */
export interface ResealReport {
  /** Sealed anew by the newest key. */
  readonly resealed: number;
  /** Were sealed by it already, or somebody else replaced them meanwhile. */
  readonly current: number;
  /** Opened by none of the keys: left as they are. */
  readonly unreadable: number;
}

export interface ResealOptions {
  readonly database: Database;
  readonly schema: string;
  /** Newest first. Every process has to have the newest one already: it could not open what is sealed by it. */
  readonly keys: readonly (string | Uint8Array)[];
  onProgress?(report: ResealReport): void;
}

/** A sealed value in its place. */
interface SealedRow {
  readonly id: string;
  readonly project_id: string;
  readonly webhook_id: string;
  readonly sealed: Uint8Array;
}

const BATCH = 200;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** Where values are sealed, and to what each is bound. */
const PLACES = [
  { table: 'webhook_secrets', column: 'sealed', webhook: 'webhook_id', identity: secretIdentity },
  { table: 'webhooks', column: 'sealed_headers', webhook: 'id', identity: headersIdentity },
  { table: 'webhooks', column: 'sealed_basic_auth_password', webhook: 'id', identity: basicAuthIdentity },
] as const;

function secretIdentity(row: SealedRow): string {
  return sealedIdentity.secret(row.project_id, row.webhook_id, row.id);
}

function headersIdentity(row: SealedRow): string {
  return sealedIdentity.headers(row.project_id, row.webhook_id);
}

function basicAuthIdentity(row: SealedRow): string {
  return sealedIdentity.basicAuth(row.project_id, row.webhook_id);
}

/**
 * Seals with the newest key what an older one has sealed, so that the older one can be taken away. Runs beside
 * everything else: a value that is replaced meanwhile is left alone, and what is in memory stays right, for the
 * secrets do not change. May be broken off and run again.
 */
export async function resealSecrets({ database, schema, keys, onProgress }: ResealOptions): Promise<ResealReport> {
  const box = new AesSecretBox(keys);
  const report = { resealed: 0, current: 0, unreadable: 0 };
  for (const { table, column, webhook, identity } of PLACES) {
    const place = `${quoteIdentifier(schema)}.${table}`;
    const page = `select id, project_id, ${webhook} as webhook_id, ${column} as sealed from ${place}
      where id > $1::uuid and ${column} is not null order by id limit ${BATCH}`;
    const replace = `update ${place} set ${column} = $3::bytea where id = $1::uuid and ${column} = $2::bytea`;
    for (let after = FIRST, full = true; full;) {
      const { rows } = await database.query<SealedRow>(page, [after]);
      for (const row of rows) {
        const fresh = box.isCurrent(row.sealed) ? undefined : sealedAnew(box, row, identity(row));
        if (fresh === null) report.unreadable += 1;
        else if (fresh === undefined) report.current += 1;
        else {
          const { rowCount } = await database.query(replace, [row.id, row.sealed, fresh]);
          report[rowCount > 0 ? 'resealed' : 'current'] += 1;
        }
      }
      after = rows.at(-1)?.id ?? after;
      full = rows.length === BATCH;
      if (rows.length > 0) onProgress?.({ ...report });
    }
  }
  return report;
}

/** Null when no key opens it. */
function sealedAnew(box: AesSecretBox, row: SealedRow, identity: string): Uint8Array | null {
  try {
    return box.seal(box.open(row.sealed, identity), identity);
  } catch (error) {
    if (error instanceof SecretUnreadableError) return null;
    throw error;
  }
}
