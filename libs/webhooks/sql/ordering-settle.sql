-- As settle.sql, for deliveries that stand in line: skipped when their webhook is disabled and nobody is in front of
-- them, failed when it is deleted. Those whose turn it is are in the queue, and settle.sql ends them. As there, whether
-- it is, is asked again, and what has no delivery any more is only taken out.
-- Locks: the lines, skipping those that somebody is at.
-- $1 uuid webhook   $2 text status   $3 text failure reason, null for skipped
-- $4 boolean it is disabled and only keys that are free end; false: it is deleted   $5 integer how many at most
with taken as (
  delete from :"schema".ordering_lines where ctid = any(array(
    select l.ctid from :"schema".ordering_lines l
    where l.webhook_id = $1::uuid and not exists (
      select from :"schema".ordering_heads h where h.webhook_id = l.webhook_id and h.hash = l.hash
        and ($4::boolean or h.event_id = l.event_id))
      and $4::boolean = exists (select from :"schema".webhooks
        where id = $1::uuid and deleted_at is null and (disabled_reason is not null or not $4::boolean))
    limit $5::integer for update of l skip locked))
  returning event_id, webhook_id, project_id
),
ended as (
  insert into :"schema".deliveries as d (event_id, webhook_id, project_id, event_project_id, event_type, status)
  select event_id, webhook_id, '', project_id, '', cast($2 as :"schema".delivery_status) from taken t
  cross join lateral (select from :"schema".deliveries
    where event_id = t.event_id and webhook_id = t.webhook_id and replay = 0 offset 0) there
  on conflict (event_id, webhook_id, replay) do update set status = excluded.status, failure_reason = $3::text,
    finished_at = now(), next_attempt_at = null where d.status = 'pending'
)
select count(*)::integer as settled from taken
