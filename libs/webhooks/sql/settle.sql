-- Ends waiting deliveries of one webhook without an attempt: skipped when it is disabled and they are due, failed when
-- it is deleted. Locks: the queue rows, skipping claimed ones.
-- $1 uuid webhook   $2 text status   $3 text failure reason, null for skipped   $4 boolean only what is due
-- $5 integer how many at most
with taken as (
  delete from :"schema".queue where ctid = any(array(
    select ctid from :"schema".queue where webhook_id = $1::uuid and (not $4::boolean or due_at <= now())
    limit $5::integer for update skip locked))
  returning event_id, webhook_id, replay, project_id
),
ended as (
  insert into :"schema".deliveries as d (event_id, webhook_id, replay, project_id, event_project_id, event_type, status)
  select event_id, webhook_id, replay, '', project_id, '', cast($2 as :"schema".delivery_status) from taken
  on conflict (event_id, webhook_id, replay) do update set status = excluded.status, failure_reason = $3::text,
    finished_at = now(), next_attempt_at = null where d.status = 'pending'
)
select count(*)::integer as settled from taken
