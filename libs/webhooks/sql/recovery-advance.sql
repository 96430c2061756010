-- Records a step of a job. Locks: its row, which the step holds already.
-- $1 uuid job   $2 uuid position, null: where it was   $3 integer queued   $4 integer expired
-- $5 float8 seconds from now up to which its replays are queued   $6 text status
update :"schema".recoveries
set position = coalesce($2::uuid, position), queued = queued + $3::integer, expired = expired + $4::integer,
  scheduled_until = now() + make_interval(secs => $5::float8), status = $6::text,
  finished_at = case when $6::text <> 'running' then now() end
where id = $1::uuid
