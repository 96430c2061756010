import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@posthorn/database';
import { DATABASE, SCHEMA } from '../webhooks.tokens.js';

export interface ProcessRow {
  readonly id: string;
  readonly role: string;
  readonly host: string;
  readonly version: string;
  readonly started_at: Date;
}

/** Of the database itself, as an operator needs to know it. */
export interface DatabaseFacts {
  /** PostgreSQL's version. */
  readonly version: string;
  /** Days (`YYYY-MM-DD`) that have partitions. */
  readonly first_day: string | null;
  readonly last_day: string | null;
  readonly partitions: number;
  /** Claims that are held, and those whose holder is late. */
  readonly leases: number;
  readonly leases_expired: number;
  readonly webhooks: Readonly<Record<'healthy' | 'failing' | 'paused' | 'disabled', number>>;
}

export interface Backlog {
  readonly outbox: number;
  readonly queue: number;
  readonly leases: number;
}

/** SQL of what an operator looks at. */
@Injectable()
export class SystemStore {
  private readonly sql: ReturnType<typeof statements>;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SCHEMA) schema: string,
  ) {
    this.sql = statements(schema);
  }

  async processes(): Promise<ProcessRow[]> {
    return (await this.database.query<ProcessRow>(this.sql.processes)).rows;
  }

  async facts(): Promise<DatabaseFacts | undefined> {
    return (await this.database.query<DatabaseFacts>(this.sql.facts)).rows[0];
  }

  /** Exact up to ten thousand: an operator needs to know that it is many, and counting millions takes seconds. */
  async backlog(): Promise<Backlog> {
    return (await this.database.query<Backlog>(this.sql.backlog)).rows[0] ?? { outbox: 0, queue: 0, leases: 0 };
  }
}

function statements(s: string) {
  const counted = (table: string): string =>
    `(select count(*)::integer from (select 1 from ${s}.${table} limit 10000) t)`;
  return {
    processes: `select id, role, host, version, started_at from ${s}.processes where expires_at > now() order by ordinal`,
    facts: `select current_setting('server_version') as version, to_char(min(day), 'YYYY-MM-DD') as first_day, to_char(max(day), 'YYYY-MM-DD') as last_day, count(*)::integer as partitions,
        (select count(*) from ${s}.leases)::integer as leases,
        (select count(*) from ${s}.leases where expires_at < now())::integer as leases_expired,
        (select json_build_object('healthy', count(*) filter (where state = 'healthy'),
            'failing', count(*) filter (where state = 'failing'), 'paused', count(*) filter (where state = 'paused'),
            'disabled', count(*) filter (where state = 'disabled'))
          from (select case when w.disabled_reason is not null then 'disabled' when w.paused then 'paused'
              when h.consecutive_failures > 0 then 'failing' else 'healthy' end as state
            from ${s}.webhooks w left join ${s}.webhook_health h on h.webhook_id = w.id where w.deleted_at is null) x) as webhooks
      from (select to_date(right(c.relname, 8), 'YYYYMMDD') as day
        from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = '${s}.events'::regclass and c.relname ~ '^events_[0-9]{8}$') days`,
    backlog: `select ${counted('outbox')} as outbox, ${counted('queue')} as queue, ${counted('leases')} as leases`,
  } as const;
}
