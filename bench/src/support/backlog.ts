import type pg from 'pg';
import { EVENT_TYPE, PAYLOAD, PROJECT } from './fixtures.js';

export interface BacklogPlan {
  readonly webhookIds: readonly string[];
  readonly count: number;
  /** 0: retries, with a first attempt that failed; 1: first attempts that had to wait. */
  readonly lane: 0 | 1;
}

/**
 * Deliveries that are due, each of an event of its own: event, delivery, failed attempt (of a retry) and queue row, as
 * the engine leaves them. The webhooks take turns.
 */
export async function storeBacklog(pool: pg.Pool, plan: BacklogPlan): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('set local synchronous_commit = off');
    await client.query(
      `create temporary table seed on commit drop as
       select posthorn.new_event_id() as event_id, ($1::uuid[])[1 + i % cardinality($1::uuid[])] as webhook_id,
         now() - interval '1 hour' + make_interval(secs => i * 0.001) as due_at
       from generate_series(0, $2::int - 1) i`,
      [plan.webhookIds, plan.count],
    );
    await client.query(
      'insert into posthorn.events (id, project_id, type, data) select event_id, $1, $2, $3 from seed',
      [PROJECT, EVENT_TYPE, PAYLOAD],
    );
    const tried = plan.lane === 0 ? 1 : 0;
    await client.query(
      `insert into posthorn.deliveries (event_id, webhook_id, project_id, event_project_id, event_type, status, attempts,
         status_code, response_time_ms, error_code, error, next_attempt_at)
       select event_id, webhook_id, $1, $1, $2, 'pending', $3::int, case when $3::int > 0 then 503 end, 1,
         case when $3::int > 0 then 'http_503' end, case when $3::int > 0 then 'HTTP 503' end, due_at from seed`,
      [PROJECT, EVENT_TYPE, tried],
    );
    if (tried > 0) {
      await client.query(
        `insert into posthorn.attempts (event_id, webhook_id, number, project_id, outcome, started_at, duration_ms,
           status_code, error_code, error)
         select event_id, webhook_id, 1, $1, 'failed', due_at, 1, 503, 'http_503', 'HTTP 503' from seed`,
        [PROJECT],
      );
    }
    await client.query(
      `insert into posthorn.queue (webhook_id, lane, due_at, event_id, project_id, attempts, steps)
       select webhook_id, $2::int, due_at, event_id, $1, $3::int, $3::int from seed order by webhook_id, due_at`,
      [PROJECT, plan.lane, tried],
    );
    await client.query('commit');
  } finally {
    client.release();
  }
  await pool.query('vacuum analyze posthorn.events, posthorn.deliveries, posthorn.attempts, posthorn.queue');
}
