-- Makes deliveries of these events for a webhook, due one after the other, and queues them. Run in the transaction
-- that moves the job's position, so that an event is sent again once or not at all, whatever ends the process.
-- $1 uuid webhook   $2 text the webhook's project   $3 uuid job   $4 uuid[] events, oldest first   $5 text[] statuses
-- $6 float8 seconds until the first is due   $7 float8 seconds between two
with found as materialized (
  select r.*, now() + make_interval(secs =>
    $6::float8 + $7::float8 * (row_number() over (partition by r.sendable order by r.n) - 1)) as due_at
  from :"schema".recoverable($1::uuid, $4::uuid[], $5::text[]) r
),
made as (
  insert into :"schema".deliveries (event_id, webhook_id, replay, project_id, event_project_id, event_type, status,
    next_attempt_at, replay_of, recovery_id)
  select event_id, $1::uuid, coalesce(replay + 1, 0), $2::text, event_project, event_type, 'pending', due_at, replay, $3::uuid
  from found where sendable
  on conflict do nothing
  returning event_id, webhook_id, replay, event_project_id, next_attempt_at
),
queued as (
  insert into :"schema".queue (webhook_id, lane, due_at, event_id, replay, project_id)
  select webhook_id, 0, next_attempt_at, event_id, replay, event_project_id from made
)
select (select count(*) from made)::integer as queued, (select count(*) from found where not sendable)::integer as expired
