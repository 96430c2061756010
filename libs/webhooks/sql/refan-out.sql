-- Fans events out again whose first claim was lost with its process. A webhook that has a delivery row is done or
-- waits already; every other one may have been sent to: attempt 1 is spent and recorded as unknown, no step of the
-- retry schedule is, and a pending row takes the delivery on.
-- Locks: the lease row (deleted at the end: the claim is settled by this one statement), deliveries that were noted
-- as open (attempts = 0 and no next attempt).
-- $1 uuid        lease token
-- $2 uuid[]      event ids           $3 uuid[]  webhook ids
-- $4 text[]      the webhook's project  $5 text[]  the event's project
-- $6 text[]      event types         $7 text[]  status: pending, or skipped for a webhook that is paused or disabled
-- $8 smallint[]  lost claims
with lease as (
  delete from :"schema".leases where token = $1::uuid returning token
),
input as materialized (
  select u.* from lease cross join unnest(
    $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::smallint[]
  ) as u(event_id, webhook_id, project_id, event_project, event_type, status, claims)
),
waiting as (
  insert into :"schema".deliveries as d
    (event_id, webhook_id, project_id, event_project_id, event_type, status, attempts, next_attempt_at)
  select event_id, webhook_id, project_id, event_project, event_type, 'pending', 1, now()
  from input where status = 'pending'
  on conflict (event_id, webhook_id, replay) do update set attempts = 1, next_attempt_at = now()
    where d.status = 'pending' and d.attempts = 0 and d.next_attempt_at is null
  returning d.event_id, d.webhook_id, d.project_id, d.event_project_id
),
skipped as (
  insert into :"schema".deliveries
    (event_id, webhook_id, project_id, event_project_id, event_type, status, finished_at)
  select event_id, webhook_id, project_id, event_project, event_type, 'skipped', now()
  from input where status = 'skipped'
  on conflict do nothing
),
unknown as (
  insert into :"schema".attempts (event_id, webhook_id, number, project_id, outcome, started_at, duration_ms, error_code, error)
  select event_id, webhook_id, 1, project_id, 'unknown', now(), 0, 'lease_lost', 'Outcome unknown: the sending process ended'
  from waiting on conflict do nothing
),
queued as (
  insert into :"schema".queue (webhook_id, lane, due_at, event_id, project_id, attempts, steps, claims)
  select w.webhook_id, 0, now(), w.event_id, w.event_project_id, 1, 0,
    (select max(i.claims) from input i where i.event_id = w.event_id)
  from waiting w
  on conflict do nothing
)
select (select count(*) from lease)::integer as held, (select count(*) from waiting)::integer as waiting
