import { Inject, Injectable } from '@nestjs/common';
import type { Database, Queryable } from '@posthorn/database';
import type { ProjectScope } from '../access/project-scope.js';
import { formatId } from '../ids/prefixed-id.js';
import { DATABASE, SCHEMA } from '../webhooks.tokens.js';
import type { EventRow } from './event.row.js';

export interface EventFilter {
  readonly scope: ProjectScope;
  readonly type?: string;
  readonly since?: Date;
  readonly until?: Date;
  /** Raw id after which the page begins. */
  readonly after?: string;
  readonly limit: number;
}

/** SQL of stored events. */
@Injectable()
export class EventStore {
  private readonly sql: ReturnType<typeof statements>;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SCHEMA) schema: string,
  ) {
    this.sql = statements(schema);
  }

  async find(id: string, scope: ProjectScope, tx: Queryable = this.database): Promise<EventRow | undefined> {
    return (await tx.query<EventRow>(this.sql.find, [id, scope])).rows[0];
  }

  /** Newest first. */
  async list(filter: EventFilter): Promise<EventRow[]> {
    const { rows } = await this.database.query<EventRow>(this.sql.list, [
      filter.scope,
      filter.type ?? null,
      filter.since ?? null,
      filter.until ?? null,
      filter.after ?? null,
      filter.limit,
    ]);
    return rows;
  }

  /** Whether it waits in the outbox or a process has claimed it. */
  async isWaiting(id: string): Promise<boolean> {
    return (await this.database.query<{ waiting: boolean }>(this.sql.isWaiting, [id])).rows[0]?.waiting ?? false;
  }

  /** Erases the payload; what waits for it ends `unsendable`. False when there is no such event. */
  async erase(tx: Queryable, id: string, scope: ProjectScope): Promise<boolean> {
    if ((await tx.query(this.sql.erase, [id, scope])).rowCount === 0) return false;
    await tx.query(this.sql.eraseAnswers, [id]);
    await tx.query(this.sql.eraseRepeats, [formatId('evt', id)]);
    return true;
  }
}

function statements(s: string) {
  const columns = 'id, project_id, type, version, occurred_at, data, details, invalid_reason';
  return {
    find: `select ${columns} from ${s}.events where id = $1::uuid and ($2::text is null or project_id = $2)`,
    // The id holds the time of the publish: filters on it cut partitions off.
    list: `select ${columns} from ${s}.events
      where ($1::text is null or project_id = $1)
        and ($2::text is null or type = $2)
        and ($3::timestamptz is null or id >= ${s}.uuid_floor($3))
        and ($4::timestamptz is null or id < ${s}.uuid_floor($4))
        and ($5::uuid is null or id < $5)
      order by id desc limit $6::integer`,
    isWaiting: `select exists (select from ${s}.outbox where event_id = $1::uuid)
        or exists (select from ${s}.leases where webhook_ids is null and $1::uuid = any (event_ids)) as waiting`,
    // Receivers like to answer with what they got.
    eraseAnswers: `update ${s}.attempts set response_body = null where event_id = $1::uuid and response_body is not null`,
    // The answer to the publish, kept for its Idempotency-Key, shows the payload too.
    eraseRepeats: `update ${s}.idempotency_keys set response = json_build_object('id', $1::text, 'data', null)::text
      where response like '%"' || $1::text || '"%' and response like '%"data":%'`,
    erase: `update ${s}.events set data = null, details = details - 'change'
      where id = $1::uuid and ($2::text is null or project_id = $2)`,
  } as const;
}
