import { Inject, Injectable } from '@nestjs/common';
import type { Database, Queryable } from '@posthorn/database';
import type { ProjectScope } from '../access/project-scope.js';
import { DATABASE, SCHEMA } from '../webhooks.tokens.js';
import type { RecoveryOutcomes, RecoveryRow, RecoverySelection } from './recovery.row.js';

export interface NewRecovery extends RecoverySelection {
  readonly id: string;
  readonly projectId: string;
  readonly webhookId: string;
  readonly ratePerSecond: number;
  readonly found: number | null;
  readonly actor: string;
}

/** SQL of recovery jobs, scoped by the webhook's project. */
@Injectable()
export class RecoveryStore {
  private readonly sql: ReturnType<typeof statements>;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SCHEMA) schema: string,
  ) {
    this.sql = statements(schema);
  }

  /** The database's time: what was published before it is part of a recovery that begins now. */
  async now(): Promise<Date> {
    const { rows } = await this.database.query<{ now: Date }>(this.sql.now);
    return rows[0]?.now ?? new Date();
  }

  /** False when another job of the webhook is running. */
  async insert(tx: Queryable, job: NewRecovery): Promise<boolean> {
    const { rowCount } = await tx.query(this.sql.insert, [
      job.id,
      job.projectId,
      job.webhookId,
      job.since,
      job.until,
      [...job.statuses],
      job.eventTypes === null ? null : [...job.eventTypes],
      job.ratePerSecond,
      job.found,
      job.actor,
    ]);
    return rowCount > 0;
  }

  async find(id: string, scope: ProjectScope): Promise<RecoveryRow | undefined> {
    return (await this.database.query<RecoveryRow>(this.sql.find, [id, scope])).rows[0];
  }

  /** Newest first. @param after id of the last row of the page before */
  async list(webhookId: string, after: string | null, limit: number): Promise<RecoveryRow[]> {
    return (await this.database.query<RecoveryRow>(this.sql.list, [webhookId, after, limit])).rows;
  }

  /** Waits for a step that is going on. False when the job had ended before. */
  async cancel(tx: Queryable, id: string): Promise<boolean> {
    return (await tx.query(this.sql.cancel, [id])).rowCount > 0;
  }

  /** What became of what a job queued; null when that is too much to look through. */
  async outcomes({ id, webhook_id, since, until }: RecoveryRow): Promise<RecoveryOutcomes | null> {
    const values = [id, webhook_id, since, until, OUTCOMES_LOOKED_AT];
    const { rows } = await this.database.query<RecoveryOutcomes & { looked_at: number }>(this.sql.outcomes, values);
    const [row] = rows;
    if (!row || row.looked_at >= OUTCOMES_LOOKED_AT) return null;
    const { pending, success, failed, skipped } = row;
    return { pending, success, failed, skipped };
  }
}

/** Deliveries looked through for one answer: 30 ms. An index for this would be paid for by every delivery. */
const OUTCOMES_LOOKED_AT = 50_000;

function statements(s: string) {
  const rows = `select r.id, r.project_id, r.webhook_id, case when r.status = 'running'
        and (w.paused or w.disabled_reason is not null) then 'paused' else r.status end as status,
      r.since, r.until, r.statuses, r.event_types, r.rate_per_second, r.found, r.queued, r.expired, r.created_at, r.finished_at
    from ${s}.recoveries r join ${s}.webhooks w on w.id = r.webhook_id`;
  const counted = (status: string): string =>
    `count(*) filter (where ours and status = '${status}')::integer as ${status}`;
  return {
    now: 'select now() as now',
    insert: `insert into ${s}.recoveries
        (id, project_id, webhook_id, since, until, statuses, event_types, rate_per_second, found, actor)
      values ($1::uuid, $2::text, $3::uuid, $4::timestamptz, $5::timestamptz, $6::text[], $7::text[], $8::integer,
        $9::integer, $10::text)
      on conflict (webhook_id) where status = 'running' do nothing`,
    find: `${rows} where r.id = $1::uuid and ($2::text is null or r.project_id = $2)`,
    list: `${rows} where r.webhook_id = $1::uuid and ($2::uuid is null or r.id < $2) order by r.id desc limit $3::integer`,
    cancel: `update ${s}.recoveries set status = 'cancelled', finished_at = now()
      where id = $1::uuid and status = 'running'`,
    outcomes: `select ${['pending', 'success', 'failed', 'skipped'].map(counted).join(', ')}, count(*)::integer as looked_at
      from (select status::text as status, recovery_id is not distinct from $1::uuid as ours from ${s}.deliveries
        where webhook_id = $2::uuid and event_id >= ${s}.uuid_floor($3::timestamptz)
          and event_id < ${s}.uuid_floor($4::timestamptz) limit $5::integer) d`,
  } as const;
}
