import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@posthorn/database';
import { DATABASE, SCHEMA } from '../webhooks.tokens.js';

export interface IdempotentRequest {
  /** Digest of caller and route. */
  readonly scope: string;
  readonly key: string;
  /** Digest of the body. */
  readonly digest: Buffer;
}

export interface KnownRequest {
  readonly digest: Uint8Array;
  /** Null while it runs. */
  readonly status_code: number | null;
  readonly response: string | null;
}

/** SQL of `Idempotency-Key` (RULES 29). */
@Injectable()
export class IdempotencyStore {
  private readonly sql: ReturnType<typeof statements>;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SCHEMA) schema: string,
  ) {
    this.sql = statements(schema);
  }

  /** True when the request is the caller's to run; false when it was seen before. */
  async begin({ scope, key, digest }: IdempotentRequest): Promise<boolean> {
    return (await this.database.query(this.sql.begin, [scope, key, digest])).rowCount > 0;
  }

  async find({ scope, key }: IdempotentRequest): Promise<KnownRequest | undefined> {
    return (await this.database.query<KnownRequest>(this.sql.find, [scope, key])).rows[0];
  }

  async finish({ scope, key }: IdempotentRequest, statusCode: number, response: string | null): Promise<void> {
    await this.database.query(this.sql.finish, [scope, key, statusCode, response]);
  }

  /** A request that failed changed nothing: it may be sent again under its key. */
  async release({ scope, key }: IdempotentRequest): Promise<void> {
    await this.database.query(this.sql.release, [scope, key]);
  }
}

function statements(s: string) {
  return {
    // A process that died in the middle leaves its row: after five minutes somebody else may run the request.
    begin: `insert into ${s}.idempotency_keys as k (scope, key, digest) values ($1::text, $2::text, $3::bytea)
      on conflict (scope, key) do update
        set digest = excluded.digest, status_code = null, response = null, created_at = now()
        where k.created_at < now() - interval '24 hours'
          or (k.status_code is null and k.created_at < now() - interval '5 minutes')`,
    find: `select digest, status_code, response from ${s}.idempotency_keys where scope = $1::text and key = $2::text`,
    finish: `update ${s}.idempotency_keys set status_code = $3::smallint, response = $4::text
      where scope = $1::text and key = $2::text`,
    release: `delete from ${s}.idempotency_keys where scope = $1::text and key = $2::text and status_code is null`,
  } as const;
}
