-- Deliveries that ended lately, oldest first, for those who watch. By the index on the end. Locks nothing.
-- $1 timestamptz since   $2 float8 seconds that are looked at again   $3 integer rows
select event_id, webhook_id, replay, project_id, event_project_id, event_type, status, failure_reason, attempts, status_code,
  response_time_ms, error_code, error, created_at, finished_at, next_attempt_at, test, replay_of
from :"schema".deliveries
where finished_at >= $1::timestamptz - make_interval(secs => $2::float8)
order by finished_at desc, event_id limit $3::integer
