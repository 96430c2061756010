import { Inject, Injectable } from '@nestjs/common';
import type { Database, Queryable } from '@posthorn/database';
import type { ProjectScope } from '../access/project-scope.js';
import { DATABASE, SCHEMA } from '../webhooks.tokens.js';
import type { NewWebhookRow, WebhookRow, WebhookSettingsRow, WebhookStatus } from './webhook.row.js';

export interface WebhookFilter {
  readonly scope: ProjectScope;
  readonly search?: string;
  readonly status?: WebhookStatus;
  /** Position after which the page begins: `created_at_text` and id. */
  readonly after?: readonly [createdAt: string, id: string];
  readonly limit: number;
}

/** SQL of webhooks. Every read is scoped by project; deleted webhooks exist only for their deliveries. */
@Injectable()
export class WebhookStore {
  private readonly sql: ReturnType<typeof statements>;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SCHEMA) schema: string,
  ) {
    this.sql = statements(schema);
  }

  async find(id: string, scope: ProjectScope, tx: Queryable = this.database): Promise<WebhookRow | undefined> {
    return (await tx.query<WebhookRow>(this.sql.find, [id, scope])).rows[0];
  }

  async findByExternalId(projectId: string, externalId: string): Promise<WebhookRow | undefined> {
    return (await this.database.query<WebhookRow>(this.sql.findByExternalId, [projectId, externalId])).rows[0];
  }

  /** Also finds a deleted webhook: its deliveries are still shown. */
  async findKept(id: string): Promise<WebhookRow | undefined> {
    return (await this.database.query<WebhookRow>(this.sql.findKept, [id])).rows[0];
  }

  /** Of several, whatever has become of them, in no order. */
  async findAllKept(ids: readonly string[]): Promise<WebhookRow[]> {
    if (ids.length === 0) return [];
    return (await this.database.query<WebhookRow>(this.sql.findAllKept, [ids])).rows;
  }

  /** Also finds a deleted webhook. */
  async exists(id: string, scope: ProjectScope): Promise<boolean> {
    return (await this.database.query(this.sql.exists, [id, scope])).rowCount > 0;
  }

  /** Locks the row until the transaction ends. */
  async lock(tx: Queryable, id: string, scope: ProjectScope): Promise<WebhookRow | undefined> {
    const locked = await tx.query(this.sql.lock, [id, scope]);
    return locked.rowCount === 0 ? undefined : this.find(id, scope, tx);
  }

  async list(filter: WebhookFilter): Promise<WebhookRow[]> {
    const { rows } = await this.database.query<WebhookRow>(this.sql.list, [
      filter.scope,
      filter.search === undefined ? null : `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`,
      filter.status ?? null,
      filter.after?.[0] ?? null,
      filter.after?.[1] ?? null,
      filter.limit,
    ]);
    return rows;
  }

  async idsOfProject(projectId: string): Promise<string[]> {
    const { rows } = await this.database.query<{ id: string }>(this.sql.idsOfProject, [projectId]);
    return rows.map((row) => row.id);
  }

  /** False when another webhook of the project has the external id. */
  async insert(tx: Queryable, row: NewWebhookRow): Promise<boolean> {
    const inserted = await tx.query(this.sql.insert, [row.id, row.project_id, row.external_id, ...settings(row)]);
    if (inserted.rowCount === 0) return false;
    await tx.query(this.sql.insertHealth, [row.project_id, row.id]);
    return true;
  }

  /** Webhooks that the project has, those of this transaction among them. */
  async count(tx: Queryable, projectId: string): Promise<number> {
    const { rows } = await tx.query<{ count: number }>(this.sql.count, [projectId]);
    return rows[0]?.count ?? 0;
  }

  async update(tx: Queryable, id: string, row: WebhookSettingsRow): Promise<void> {
    await tx.query(this.sql.update, [id, ...settings(row)]);
  }

  async resetHealth(tx: Queryable, id: string): Promise<void> {
    await tx.query(this.sql.resetHealth, [id]);
  }

  /** Erases what is secret and hides the webhook; the row stays for its deliveries. */
  async markDeleted(tx: Queryable, id: string): Promise<void> {
    await tx.query(this.sql.deleteSecrets, [id]);
    await tx.query(this.sql.markDeleted, [id]);
  }

  /** Whether anything of the project still waits to be sent. What a paused webhook holds back waits for nobody. */
  async hasWork(projectId: string): Promise<boolean> {
    const { rows } = await this.database.query<{ busy: boolean }>(this.sql.hasWork, [projectId]);
    return rows[0]?.busy ?? false;
  }

  /** Every change of configuration says so in its own transaction (RULES 13). */
  async bumpVersion(tx: Queryable): Promise<void> {
    await tx.query(this.sql.bumpVersion);
  }
}

function settings(row: WebhookSettingsRow): unknown[] {
  return [
    row.name,
    row.description,
    row.url,
    JSON.stringify(row.events),
    row.collections,
    row.tables,
    json(row.filter),
    row.dialect,
    row.signing,
    row.tls_verify,
    row.tls_ca,
    row.sealed_headers,
    row.header_names,
    row.basic_auth_username,
    row.sealed_basic_auth_password,
    json(row.retry),
    row.timeout_seconds,
    row.rate_per_second,
    row.max_in_flight,
    row.ordering_key,
    json(row.disable_after),
    JSON.stringify(row.metadata),
    row.paused,
    row.disabled_reason,
  ];
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

const SETTINGS = `name, description, url, events, collections, tables, filter, dialect, signing, tls_verify, tls_ca,
  sealed_headers, header_names, basic_auth_username, sealed_basic_auth_password, retry, timeout_seconds,
  rate_per_second, max_in_flight, ordering_key, disable_after, metadata, paused, disabled_reason`;

/** Casts of the settings' parameters, the first of them being `$first`. */
function values(first: number): string {
  const types = ['text', 'text', 'text', 'jsonb', 'text[]', 'text[]', 'jsonb', 'text', 'boolean', 'boolean', 'text'];
  types.push('bytea', 'text[]', 'text', 'bytea', 'jsonb', 'real', 'integer', 'integer', 'text', 'jsonb', 'jsonb');
  types.push('boolean', 'text');
  return types.map((type, index) => `$${first + index}::${type}`).join(', ');
}

function statements(s: string) {
  const rows = `select w.id, w.project_id, w.external_id, w.created_at, w.updated_at, w.deleted_at,
      w.created_at::text as created_at_text, ${SETTINGS.replace(/\b([a-z_]+)\b/g, 'w.$1')},
      coalesce(h.consecutive_failures, 0) as consecutive_failures, h.failing_since, h.last_success_at, h.last_failure_at
    from ${s}.webhooks w left join ${s}.webhook_health h on h.webhook_id = w.id`;
  return {
    // $1 id, $2 project or null for all
    find: `${rows} where w.id = $1::uuid and ($2::text is null or w.project_id = $2) and w.deleted_at is null`,
    findKept: `${rows} where w.id = $1::uuid`,
    findAllKept: `${rows} where w.id = any ($1::uuid[])`,
    findByExternalId: `${rows} where w.project_id = $1::text and w.external_id = $2::text and w.deleted_at is null`,
    exists: `select 1 from ${s}.webhooks where id = $1::uuid and ($2::text is null or project_id = $2)`,
    lock: `select 1 from ${s}.webhooks
      where id = $1::uuid and ($2::text is null or project_id = $2) and deleted_at is null for no key update`,
    // $1 project, $2 like pattern, $3 status, $4 $5 position, $6 rows
    list: `${rows}
      where w.deleted_at is null
        and ($1::text is null or w.project_id = $1)
        and ($2::text is null or w.name ilike $2 or w.url ilike $2 or w.description ilike $2)
        and ($3::text is null or $3 = case when w.disabled_reason is not null then 'disabled' when w.paused then 'paused'
          when h.consecutive_failures > 0 then 'failing' else 'healthy' end)
        and ($4::text is null or (w.created_at, w.id) < ($4::timestamptz, $5::uuid))
      order by w.created_at desc, w.id desc limit $6::integer`,
    idsOfProject: `select id from ${s}.webhooks where project_id = $1::text and deleted_at is null`,
    insert: `insert into ${s}.webhooks (id, project_id, external_id, ${SETTINGS})
      values ($1::uuid, $2::text, $3::text, ${values(4)})
      on conflict (project_id, external_id) where external_id is not null and deleted_at is null do nothing`,
    count: `select count(*)::integer as count from ${s}.webhooks where project_id = $1::text and deleted_at is null`,
    insertHealth: `insert into ${s}.webhook_health (project_id, webhook_id) values ($1::text, $2::uuid)
      on conflict do nothing`,
    update: `update ${s}.webhooks set (${SETTINGS}, updated_at) = row(${values(2)}, now()) where id = $1::uuid`,
    resetHealth: `update ${s}.webhook_health set consecutive_failures = 0, failed_attempts = 0, failing_since = null, slow_until = null,
      breaker_until = null, breaker_level = 0 where webhook_id = $1::uuid`,
    deleteSecrets: `delete from ${s}.webhook_secrets where webhook_id = $1::uuid`,
    markDeleted: `update ${s}.webhooks set deleted_at = now(), updated_at = now(), sealed_headers = null,
      header_names = '{}', basic_auth_username = null, sealed_basic_auth_password = null where id = $1::uuid`,
    hasWork: `select exists (select 1 from ${s}.outbox where project_id = $1::text)
        or exists (select 1 from ${s}.leases where $1::text = any (project_ids))
        or exists (select 1 from ${s}.ordering_inbox where project_id = $1::text)
        or exists (select 1 from ${s}.ordering_lines l join ${s}.webhooks w on w.id = l.webhook_id
          where w.project_id = $1::text and not w.paused)
        or exists (select 1 from ${s}.queue q join ${s}.webhooks w on w.id = q.webhook_id
          where w.project_id = $1::text and not w.paused)
      as busy`,
    bumpVersion: `update ${s}.configuration set version = version + 1`,
  } as const;
}
