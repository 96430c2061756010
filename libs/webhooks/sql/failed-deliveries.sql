-- Deliveries that have failed for good in some time, oldest first; never those of events about webhooks, nor tests. By
-- the index on the end, which reads what was stored last. Locks nothing.
-- $1 timestamptz ended since   $2 float8 seconds that are looked at again: what commits late carries an earlier time
-- $3 text[] names of the events about webhooks   $4 text[] projects, null for all   $5 integer rows
select d.event_id::text as event_id, d.webhook_id::text as webhook_id, d.replay, d.project_id, d.event_type, d.failure_reason,
  d.attempts, d.status_code, d.error, d.error_code, d.finished_at
from :"schema".deliveries d
where d.finished_at >= $1::timestamptz - make_interval(secs => $2::float8) and d.status = 'failed'
  and d.failure_reason <> 'webhook_deleted' and not d.test and d.event_type <> all ($3::text[])
  and ($4::text[] is null or d.project_id = any ($4::text[]))
order by d.finished_at, d.event_id, d.webhook_id limit $5::integer
