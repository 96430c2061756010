import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@posthorn/database';
import type { ProjectScope } from '../access/project-scope.js';
import { DATABASE, SCHEMA } from '../webhooks.tokens.js';

/** What ended in one interval. */
export interface StatisticsRow {
  readonly start: Date;
  readonly succeeded: number;
  readonly failed: number;
  readonly skipped: number;
  readonly attempts: number;
  /** Histogram of response times. */
  readonly response_times: readonly number[];
}

export interface WebhookStatisticsRow extends Omit<StatisticsRow, 'start'> {
  readonly webhook_id: string;
}

export interface StatisticsFilter {
  readonly scope: ProjectScope;
  readonly webhookId: string | null;
  readonly since: Date;
  readonly until: Date;
  readonly intervalSeconds: number;
}

/** SQL of statistics: reads the rows that housekeeping has written, never the deliveries. */
@Injectable()
export class StatisticsStore {
  private readonly sql: ReturnType<typeof statements>;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SCHEMA) schema: string,
  ) {
    this.sql = statements(schema);
  }

  /** Oldest first; intervals in which nothing ended are not there. */
  async read({ scope, webhookId, since, until, intervalSeconds }: StatisticsFilter): Promise<StatisticsRow[]> {
    const values = [scope, webhookId, since, until, intervalSeconds];
    return (await this.database.query<StatisticsRow>(this.sql.read, values)).rows;
  }

  /** Per webhook, those with the most failures first. */
  async byWebhook({ scope, since, until }: Pick<StatisticsFilter, 'scope' | 'since' | 'until'>, limit: number) {
    return (await this.database.query<WebhookStatisticsRow>(this.sql.byWebhook, [scope, since, until, limit])).rows;
  }
}

function statements(s: string) {
  // Intervals are counted from a Monday at midnight, UTC, so that 7d are weeks.
  return {
    read: `with picked as (
        select date_bin(make_interval(secs => $5::float8), minute, timestamptz '2001-01-01 00:00:00Z') as start, m.*
        from ${s}.delivery_minutes m
        where minute >= $3::timestamptz and minute < $4::timestamptz
          and ($1::text is null or project_id = $1) and ($2::uuid is null or webhook_id = $2)
      ),
      classes as (
        select start, array_agg(n order by class) as response_times from (
          select start, class, sum(n)::integer as n from picked, unnest(response_times) with ordinality t(n, class)
          group by start, class) c
        group by start
      )
      select start, sum(succeeded)::integer as succeeded, sum(failed)::integer as failed, sum(skipped)::integer as skipped,
        sum(attempts)::integer as attempts, min(classes.response_times) as response_times
      from picked join classes using (start) group by start order by start`,
    byWebhook: `with picked as (
        select * from ${s}.delivery_minutes
        where minute >= $2::timestamptz and minute < $3::timestamptz and ($1::text is null or project_id = $1)
      ),
      counts as (
        select webhook_id, sum(succeeded)::integer as succeeded, sum(failed)::integer as failed,
          sum(skipped)::integer as skipped, sum(attempts)::integer as attempts
        from picked group by webhook_id order by sum(failed) desc, sum(attempts) desc, webhook_id limit $4::integer
      ),
      classes as (
        select webhook_id, array_agg(n order by class) as response_times from (
          select webhook_id, class, sum(n)::integer as n
          from picked join counts using (webhook_id), unnest(response_times) with ordinality t(n, class)
          group by webhook_id, class) c
        group by webhook_id
      )
      select counts.*, coalesce(response_times, '{}') as response_times
      from counts left join classes using (webhook_id) order by failed desc, attempts desc, webhook_id`,
  } as const;
}
