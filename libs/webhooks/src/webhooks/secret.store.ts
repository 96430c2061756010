import { Inject, Injectable } from '@nestjs/common';
import type { Database, Queryable } from '@posthorn/database';
import { DATABASE, SCHEMA } from '../webhooks.tokens.js';

export interface SecretRow {
  readonly id: string;
  readonly kind: 'hmac' | 'ed25519';
  readonly sealed: Uint8Array;
  readonly created_at: Date;
  readonly expires_at: Date | null;
}

export interface NewSecretRow {
  readonly id: string;
  readonly projectId: string;
  readonly webhookId: string;
  readonly kind: 'hmac' | 'ed25519';
  readonly sealed: Uint8Array;
}

/** SQL of signing secrets. */
@Injectable()
export class SecretStore {
  private readonly sql: ReturnType<typeof statements>;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SCHEMA) schema: string,
  ) {
    this.sql = statements(schema);
  }

  /** Secrets that sign now, newest first. */
  async current(webhookId: string, tx: Queryable = this.database): Promise<SecretRow[]> {
    return (await tx.query<SecretRow>(this.sql.current, [webhookId])).rows;
  }

  async insert(tx: Queryable, row: NewSecretRow): Promise<void> {
    await tx.query(this.sql.insert, [row.projectId, row.webhookId, row.id, row.kind, row.sealed]);
  }

  /** What signs now goes on for `graceSeconds`; 0 erases it. What was in its grace already is erased. */
  async retire(tx: Queryable, webhookId: string, graceSeconds: number): Promise<void> {
    await tx.query(this.sql.erasePrevious, [webhookId]);
    await tx.query(
      graceSeconds > 0 ? this.sql.expire : this.sql.erase,
      graceSeconds > 0 ? [webhookId, graceSeconds] : [webhookId],
    );
  }

  /** Ends a rotation: only the newest secret signs. */
  async erasePrevious(tx: Queryable, webhookId: string): Promise<number> {
    return (await tx.query(this.sql.erasePrevious, [webhookId])).rowCount;
  }
}

function statements(s: string) {
  return {
    current: `select id, kind, sealed, created_at, expires_at from ${s}.webhook_secrets
      where webhook_id = $1::uuid and (expires_at is null or expires_at > now())
      order by expires_at desc nulls first, created_at desc, id desc`,
    insert: `insert into ${s}.webhook_secrets (project_id, webhook_id, id, kind, sealed)
      values ($1::text, $2::uuid, $3::uuid, $4::text, $5::bytea)`,
    erasePrevious: `delete from ${s}.webhook_secrets where webhook_id = $1::uuid and expires_at is not null`,
    expire: `update ${s}.webhook_secrets set expires_at = now() + make_interval(secs => $2::double precision)
      where webhook_id = $1::uuid and expires_at is null`,
    erase: `delete from ${s}.webhook_secrets where webhook_id = $1::uuid`,
  } as const;
}
