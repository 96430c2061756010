import { Inject, Injectable } from '@nestjs/common';
import type { Database, Queryable } from '@posthorn/database';
import type { ProjectScope } from '../access/project-scope.js';
import { uuidV7 } from '../ids/uuid-v7.js';
import { DATABASE, SCHEMA } from '../webhooks.tokens.js';

export interface AuditRow {
  readonly id: string;
  readonly project_id: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AuditEntry {
  readonly projectId: string;
  /** `admin`, or the id of a key; never a secret. */
  readonly actor: string;
  /** `webhook.created`, `secret.revealed`, … */
  readonly action: string;
  /** Prefixed id of what was acted on. */
  readonly target: string;
  /** Names of what changed, never values that could be secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Who did what. Entries are written in the transaction of the change that they speak of. */
@Injectable()
export class AuditStore {
  private readonly sql: ReturnType<typeof statements>;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SCHEMA) schema: string,
  ) {
    this.sql = statements(schema);
  }

  async add(tx: Queryable, entry: AuditEntry): Promise<void> {
    const details = JSON.stringify(entry.details ?? {});
    await tx.query(this.sql.insert, [uuidV7(), entry.projectId, entry.actor, entry.action, entry.target, details]);
  }

  async list(scope: ProjectScope, before: string | null, limit: number): Promise<AuditRow[]> {
    return (await this.database.query<AuditRow>(this.sql.list, [scope, before, limit])).rows;
  }
}

function statements(s: string) {
  return {
    insert: `insert into ${s}.audit (id, project_id, actor, action, target, details)
      values ($1::uuid, $2::text, $3::text, $4::text, $5::text, $6::jsonb)`,
    list: `select id, project_id, at, actor, action, target, details from ${s}.audit
      where ($1::text is null or project_id = $1) and ($2::uuid is null or id < $2)
      order by id desc limit $3::integer`,
  } as const;
}
