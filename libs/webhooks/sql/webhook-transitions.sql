-- Webhooks of which something else has to be told than what was told last. `by_events`: an event of the host has
-- failed since, not only events about webhooks. Locks nothing; the caller holds the lock of the duty.
-- $1 text[] names of the events about webhooks
with now_is as (
  select w.id, w.project_id, w.name, w.url, w.disabled_reason, h.consecutive_failures, h.failing_since, h.last_success_at,
    h.last_failure_at, a.state as told_state, coalesce(a.told, false) as told,
    case when w.disabled_reason is not null then 'disabled' when h.consecutive_failures > 0 then 'failing' else 'healthy' end as state
  from :"schema".webhooks w join :"schema".webhook_health h on h.webhook_id = w.id
  left join :"schema".webhook_announcements a on a.webhook_id = w.id
  where w.deleted_at is null and (h.consecutive_failures > 0 or w.disabled_reason is not null or a.webhook_id is not null)
)
select * from (select n.id::text as id, n.project_id, n.name, n.url, n.disabled_reason, n.consecutive_failures, n.failing_since,
  n.last_success_at, n.last_failure_at, n.state, n.told_state, n.told,
  exists (select from :"schema".deliveries d where d.project_id = n.project_id and d.webhook_id = n.id and d.status <> 'success'
    and d.status in ('failed', 'pending') and d.attempts > 0 and d.event_type <> all ($1::text[])
    and (n.failing_since is null or d.status = 'pending' or d.finished_at >= n.failing_since)) as by_events
from now_is n where n.state <> coalesce(n.told_state, 'healthy') or not n.told) c
where state <> coalesce(told_state, 'healthy') or (state <> 'healthy' and by_events)
order by id limit 500
