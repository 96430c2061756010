-- Lines up deliveries of a batch of ordering-inbox.sql: a pending row each, a place in the line of its key. One without
-- a key is queued at once; nobody is in front of it.
-- Locks: the inbox rows, lowest first. Whoever comes second waits here until the first has committed, finds those rows
-- gone and goes on behind them; so batches, which all begin at the lowest row, never overtake each other.
-- $1 bigint[]  sequences of the events that were looked at
-- One entry per delivery: $2 bigint[] sequence  $3 uuid[] webhook  $4 text[] the webhook's project  $5 text[] event type
-- $6 text[] status: pending, or skipped for a webhook that is paused or disabled
-- $7 integer[] generation  $8 bigint[] hash of the key, null: none  $9 float8[] seconds until it may be sent
with seen as materialized (
  select sequence from :"schema".ordering_inbox where sequence = any($1::bigint[]) order by sequence for update
),
won as (
  delete from :"schema".ordering_inbox where sequence = any(array(select sequence from seen))
  returning sequence, event_id, project_id
),
input as materialized (
  select u.*, w.event_id, w.project_id as event_project from unnest(
    $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::bigint[], $9::float8[]
  ) as u(sequence, webhook_id, project_id, event_type, status, generation, hash, wait)
  join won w on w.sequence = u.sequence
),
shown as (
  insert into :"schema".deliveries (event_id, webhook_id, project_id, event_project_id, event_type, status, finished_at,
    next_attempt_at)
  select event_id, webhook_id, project_id, event_project, event_type, cast(status as :"schema".delivery_status),
    case when status = 'skipped' then now() end, case when status = 'pending' then now() + make_interval(secs => wait) end
  from input
  on conflict do nothing
  returning event_id, webhook_id, status
),
waiting as materialized (
  select i.* from input i join shown s on s.event_id = i.event_id and s.webhook_id = i.webhook_id
  where s.status = 'pending'
),
placed as (
  insert into :"schema".ordering_lines (webhook_id, generation, hash, sequence, event_id, project_id, due_at)
  select webhook_id, generation, hash, sequence, event_id, event_project, now() + make_interval(secs => wait)
  from waiting where hash is not null
),
queued as (
  insert into :"schema".queue (webhook_id, lane, due_at, event_id, project_id)
  select webhook_id, 1, now() + make_interval(secs => wait), event_id, event_project from waiting where hash is null
)
select count(*)::integer as taken from won
