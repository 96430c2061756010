import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@posthorn/database';
import type { ProjectScope } from '../access/project-scope.js';
import type { DeliveryKey } from '../engine/engine.js';
import type { EventIdRange } from '../ids/delivery-id.js';
import { DATABASE, SCHEMA } from '../webhooks.tokens.js';
import type { AttemptRow, DeliveryRow, DeliveryStatus } from './delivery.row.js';

/** `500`, `4xx` or `error` (no answer at all) as bounds of a status code. */
export type StatusCodeFilter = { readonly from: number; readonly to: number } | 'error';

export interface DeliveryFilter {
  readonly scope: ProjectScope;
  readonly webhookId?: string;
  readonly status?: readonly DeliveryStatus[];
  readonly statusCode?: StatusCodeFilter;
  readonly eventType?: string;
  readonly eventId?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly after?: DeliveryKey;
  readonly limit: number;
}

/** SQL of deliveries and attempts. Scoped by the webhook's project. */
@Injectable()
export class DeliveryStore {
  private readonly sql: ReturnType<typeof statements>;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SCHEMA) schema: string,
  ) {
    this.sql = statements(schema);
  }

  /** Newest event first. One webhook is read along its index, a project by merging those of its webhooks. */
  async list(filter: DeliveryFilter): Promise<DeliveryRow[]> {
    const { statusCode, after } = filter;
    const bounds = typeof statusCode === 'object' ? statusCode : undefined;
    const values = [
      filter.scope,
      filter.webhookId ?? null,
      filter.status ? [...filter.status] : null,
      bounds?.from ?? null,
      bounds?.to ?? null,
      statusCode === 'error',
      filter.eventType ?? null,
      filter.eventId ?? null,
      filter.since ?? null,
      filter.until ?? null,
      after?.eventId ?? null,
      after?.webhookId ?? null,
      after?.replay ?? null,
      filter.limit,
      filter.status !== undefined && !filter.status.includes('success'),
    ];
    const perWebhook = filter.webhookId === undefined && filter.scope !== null && filter.eventId === undefined;
    const statement = perWebhook ? this.sql.listOfProject : this.sql.list;
    return (await this.database.query<DeliveryRow>(statement, values)).rows;
  }

  /** Rows whose derived id may be the wanted one: events of one millisecond. */
  async inRange(range: EventIdRange, scope: ProjectScope): Promise<DeliveryRow[]> {
    return (await this.database.query<DeliveryRow>(this.sql.inRange, [range.from, range.to, scope])).rows;
  }

  async find(key: DeliveryKey): Promise<DeliveryRow | undefined> {
    return (await this.database.query<DeliveryRow>(this.sql.find, [key.eventId, key.webhookId, key.replay])).rows[0];
  }

  /** Deliveries of one event, originals and replays, oldest first. */
  async ofEvent(eventId: string, scope: ProjectScope): Promise<DeliveryRow[]> {
    return (await this.database.query<DeliveryRow>(this.sql.ofEvent, [eventId, scope])).rows;
  }

  async attempts(key: DeliveryKey): Promise<AttemptRow[]> {
    return (await this.database.query<AttemptRow>(this.sql.attempts, [key.eventId, key.webhookId, key.replay])).rows;
  }
}

const COLUMNS = `event_id, webhook_id, replay, project_id, event_project_id, event_type, status, failure_reason, attempts,
  status_code, response_time_ms, error_code, error, created_at, finished_at, next_attempt_at, test, replay_of`;

function statements(s: string) {
  // $2 webhook, $3 statuses, $4 $5 status code, $6 without any, $7 type, $8 event, $9 since, $10 until, $11-$13 position, $14 rows,
  // $15 no successes asked for: said in words that the partial index on the rest understands.
  // An event's id holds its time and a delivery is not older than its event: `until` cuts partitions off. `since`
  // cannot, because a replay of today lies with its event of last week.
  const conditions = `($3::text[] is null or d.status::text = any ($3))
      and (not $15::boolean or d.status <> 'success')
      and ($4::integer is null or d.status_code between $4 and $5::integer)
      and (not $6::boolean or (d.status_code is null and d.error_code is not null))
      and ($7::text is null or d.event_type = $7)
      and ($8::uuid is null or d.event_id = $8)
      and ($9::timestamptz is null or d.created_at >= $9)
      and ($10::timestamptz is null or (d.created_at < $10 and d.event_id < ${s}.uuid_floor($10 + interval '1 minute')))
      and ($11::uuid is null or (d.event_id <= $11
        and (d.event_id, d.webhook_id, d.replay) < ($11, $12::uuid, $13::integer)))`;
  const order = 'order by event_id desc, webhook_id desc, replay desc limit $14::integer';
  const columns = COLUMNS.replace(/\b([a-z_]+)\b/g, 'd.$1');
  return {
    list: `select ${columns} from ${s}.deliveries d
      where ($1::text is null or d.project_id = $1) and ($2::uuid is null or d.webhook_id = $2) and ${conditions} ${order}`,
    listOfProject: `select page.* from ${s}.webhooks w cross join lateral (
        select ${columns} from ${s}.deliveries d where d.webhook_id = w.id and ${conditions} ${order}) page
      where w.project_id = $1::text and ($2::uuid is null or w.id = $2) ${order}`,
    inRange: `select ${COLUMNS} from ${s}.deliveries
      where event_id between $1::uuid and $2::uuid and ($3::text is null or project_id = $3)`,
    find: `select ${COLUMNS} from ${s}.deliveries
      where event_id = $1::uuid and webhook_id = $2::uuid and replay = $3::integer`,
    ofEvent: `select ${COLUMNS} from ${s}.deliveries
      where event_id = $1::uuid and ($2::text is null or project_id = $2) order by created_at, webhook_id, replay`,
    attempts: `select event_id, webhook_id, replay, number, outcome, started_at, duration_ms, status_code, error_code,
        error, signed_headers, response_headers, response_body, response_cut
      from ${s}.attempts where event_id = $1::uuid and webhook_id = $2::uuid and replay = $3::integer order by number`,
  } as const;
}
