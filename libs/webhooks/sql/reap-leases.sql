-- Takes back what a dead process had claimed. Events return to the outbox marked as suspects. Deliveries of the queue
-- have spent an attempt number, recorded as unknown, and no step of their schedule; after $1 lost claims they end.
-- A delivery whose outcome was stored before the process died has its attempt row and is left alone.
-- Locks: the expired leases, skipping one that a finish or another reaper holds.
-- $1 smallint  lost claims that end a delivery
-- $2 integer   leases at most
with dead as (
  delete from :"schema".leases where token = any(array(
    select token from :"schema".leases where expires_at < now() limit $2::integer for update skip locked))
  returning *
),
events_back as materialized (
  select u.event_id, u.project_id, (u.claims + 1)::smallint as claims
  from dead cross join lateral unnest(dead.event_ids, dead.project_ids, dead.claims) as u(event_id, project_id, claims)
  where dead.webhook_ids is null
),
stored as (
  insert into :"schema".outbox (event_id, project_id, claims)
  select event_id, project_id, claims from events_back where claims < $1::smallint on conflict do nothing
),
given_up as (
  update :"schema".events set invalid_reason = 'crash_loop'
  where id = any(array(select event_id from events_back where claims >= $1::smallint)) and invalid_reason is null
),
items as materialized (
  select u.* from dead cross join lateral unnest(dead.event_ids, dead.project_ids, dead.claims, dead.webhook_ids, dead.lanes,
    dead.replays, dead.attempts, dead.steps)
    as u(event_id, event_project, claims, webhook_id, lane, replay, attempts, steps)
  where dead.webhook_ids is not null
),
lost as materialized (
  select i.event_id, i.webhook_id, i.replay, i.event_project, d.project_id, d.event_type, i.lane, i.steps,
    (i.attempts + 1)::smallint as number, (i.claims + 1)::smallint as claims, i.claims + 1 >= $1::smallint as ends
  from items i cross join lateral (
    select project_id, event_type from :"schema".deliveries
    where event_id = i.event_id and webhook_id = i.webhook_id and replay = i.replay and status = 'pending' offset 0) d
  where not exists (select from :"schema".attempts a where a.event_id = i.event_id and a.webhook_id = i.webhook_id
    and a.replay = i.replay and a.number = i.attempts + 1)
),
unknown as (
  insert into :"schema".attempts
    (event_id, webhook_id, replay, number, project_id, outcome, started_at, duration_ms, error_code, error)
  select event_id, webhook_id, replay, number, project_id, 'unknown', now(), 0, 'lease_lost',
    'Outcome unknown: the sending process ended'
  from lost on conflict do nothing
),
shown as (
  insert into :"schema".deliveries as d
    (event_id, webhook_id, replay, project_id, event_project_id, event_type, status, failure_reason, attempts, error_code,
     error, finished_at, next_attempt_at)
  select event_id, webhook_id, replay, project_id, event_project, event_type,
    cast(case when ends then 'failed' else 'pending' end as :"schema".delivery_status), case when ends then 'unsendable' end, number,
    case when ends then 'crash_loop' else 'lease_lost' end,
    case when ends then 'The sending process ended at each of ' || claims || ' attempts'
      else 'Outcome unknown: the sending process ended' end,
    case when ends then now() end, case when not ends then now() end
  from lost
  on conflict (event_id, webhook_id, replay) do update set status = excluded.status,
    failure_reason = excluded.failure_reason, attempts = excluded.attempts, error_code = excluded.error_code,
    error = excluded.error, finished_at = excluded.finished_at, next_attempt_at = excluded.next_attempt_at
    where d.status = 'pending'
),
queued as (
  insert into :"schema".queue (webhook_id, lane, due_at, event_id, replay, project_id, attempts, steps, claims)
  select webhook_id, lane, now(), event_id, replay, event_project, number, steps, claims from lost where not ends
  on conflict do nothing
)
select (select count(*) from dead)::integer as leases, (select count(*) from events_back)::integer as events,
  (select count(*) from lost)::integer as deliveries
