-- Gives claimed, unbegun deliveries of one lease back to the queue; nothing is spent. Used when a webhook is paused and
-- when a process stops. The released rows also leave the lease: otherwise its recovery would queue them again, and so
-- would a second try after a commit that was not acknowledged; what has left the lease already is not released again. What
-- has no delivery any more, because somebody has dropped its day, only leaves the lease.
-- Locks: the lease row.
-- $1 uuid token
-- One entry per row: $2 uuid[] events  $3 uuid[] webhooks  $4 smallint[] replays  $5 text[] the event's project
-- $6 smallint[] lanes  $7 smallint[] attempts used  $8 smallint[] steps used  $9 smallint[] lost claims
with lease as materialized (
  select * from :"schema".leases where token = $1::uuid for update
),
r as materialized (
  select u.* from lease cross join unnest(
    $2::uuid[], $3::uuid[], $4::smallint[], $5::text[], $6::smallint[], $7::smallint[], $8::smallint[], $9::smallint[]
  ) as u(event_id, webhook_id, replay, event_project, lane, attempts, steps, claims)
  where exists (select from unnest(lease.event_ids, lease.webhook_ids, lease.replays) as k(event_id, webhook_id, replay)
    where k.event_id = u.event_id and k.webhook_id = u.webhook_id and k.replay = u.replay)
),
there as materialized (
  select r.* from r cross join lateral (select from :"schema".deliveries
    where event_id = r.event_id and webhook_id = r.webhook_id and replay = r.replay offset 0) d
),
queued as (
  insert into :"schema".queue (webhook_id, lane, due_at, event_id, replay, project_id, attempts, steps, claims)
  select webhook_id, lane, now(), event_id, replay, event_project, attempts, steps, claims from there
  on conflict do nothing
),
shown as (
  insert into :"schema".deliveries as d (event_id, webhook_id, replay, project_id, event_project_id, event_type, status)
  select event_id, webhook_id, replay, '', event_project, '', 'pending' from there
  on conflict (event_id, webhook_id, replay) do update set next_attempt_at = now() where d.status = 'pending'
),
kept as (
  select array_agg(k.event_id) as event_ids, array_agg(k.project_id) as project_ids, array_agg(k.claims) as claims,
    array_agg(k.webhook_id) as webhook_ids, array_agg(k.lane) as lanes, array_agg(k.replay) as replays,
    array_agg(k.attempts) as attempts, array_agg(k.steps) as steps
  from lease l cross join unnest(l.event_ids, l.project_ids, l.claims, l.webhook_ids, l.lanes, l.replays, l.attempts, l.steps)
    as k(event_id, project_id, claims, webhook_id, lane, replay, attempts, steps)
  where not exists (select from r
    where r.event_id = k.event_id and r.webhook_id = k.webhook_id and r.replay = k.replay)
),
pruned as (
  update :"schema".leases l set event_ids = coalesce(k.event_ids, '{}'), project_ids = coalesce(k.project_ids, '{}'),
    claims = coalesce(k.claims, '{}'), webhook_ids = coalesce(k.webhook_ids, '{}'), lanes = coalesce(k.lanes, '{}'),
    replays = coalesce(k.replays, '{}'), attempts = coalesce(k.attempts, '{}'), steps = coalesce(k.steps, '{}')
  from kept k where l.token = $1::uuid
)
select count(*)::integer as released from r
