-- Ends waiting deliveries of one webhook without an attempt: skipped when it is disabled and they are due, failed when
-- it is deleted. Whether it is, is asked again here: what the process knows may be older than the row, and the webhook
-- was made or enabled since. What has no delivery any more, because somebody has dropped its day, is only taken out: an
-- insert without a partition would fail for all of them. Locks: the queue rows, skipping claimed ones.
-- $1 uuid webhook   $2 text status   $3 text failure reason, null for skipped
-- $4 boolean it is disabled and only what is due ends; false: it is deleted   $5 integer how many at most
with taken as (
  delete from :"schema".queue where ctid = any(array(
    select ctid from :"schema".queue where webhook_id = $1::uuid and (not $4::boolean or due_at <= now())
      and $4::boolean = exists (select from :"schema".webhooks
        where id = $1::uuid and deleted_at is null and (disabled_reason is not null or not $4::boolean))
    limit $5::integer for update skip locked))
  returning event_id, webhook_id, replay, project_id
),
ended as (
  insert into :"schema".deliveries as d (event_id, webhook_id, replay, project_id, event_project_id, event_type, status)
  select event_id, webhook_id, replay, '', project_id, '', cast($2 as :"schema".delivery_status) from taken t
  cross join lateral (select from :"schema".deliveries
    where event_id = t.event_id and webhook_id = t.webhook_id and replay = t.replay offset 0) there
  on conflict (event_id, webhook_id, replay) do update set status = excluded.status, failure_reason = $3::text,
    finished_at = now(), next_attempt_at = null where d.status = 'pending'
)
select count(*)::integer as settled from taken
