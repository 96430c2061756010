-- The recovery jobs that may go on: of webhooks that are neither paused nor disabled. Those of deleted webhooks come
-- too, to be ended. Locks nothing.
select r.id::text as id
from :"schema".recoveries r join :"schema".webhooks w on w.id = r.webhook_id
where r.status = 'running' and (w.deleted_at is not null or (not w.paused and w.disabled_reason is null))
order by r.scheduled_until nulls first, r.id limit 100
