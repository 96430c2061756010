-- Takes one job for a step: the row lock is the lease, and ends with the process that holds it.
-- `room`: how many replays its rate allows until $2 seconds from now. `starts_in`: seconds until the first of them is due.
-- $1 uuid job   $2 float8 seconds ahead that replays are queued
select r.id::text as id, r.project_id, r.webhook_id::text as webhook_id, r.since, r.until, r.statuses, r.event_types,
  r.rate_per_second, r.position::text as position, w.deleted_at is not null as webhook_deleted,
  not w.paused and w.disabled_reason is null as may_send,
  greatest(0, floor((extract(epoch from now() - greatest(now(), r.scheduled_until)) + $2::float8) * r.rate_per_second))::integer as room,
  extract(epoch from greatest(now(), r.scheduled_until) - now())::float8 as starts_in
from :"schema".recoveries r join :"schema".webhooks w on w.id = r.webhook_id
where r.id = $1::uuid and r.status = 'running'
for update of r skip locked
