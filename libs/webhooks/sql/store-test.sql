-- Stores a test: its event, its delivery and the one attempt, after the attempt. No outbox, queue or health row.
-- $1 uuid event  $2 text project of the event  $3 text type  $4 text data  $5 jsonb details
-- $6 uuid webhook  $7 text the webhook's project  $8 text status  $9 text failure reason  $10 text outcome
-- $11 float8 seconds since it began  $12 real duration, ms  $13 smallint status code  $14 text error code  $15 text error
-- $16 text signed headers  $17 text response headers  $18 text response body  $19 boolean cut
with stored as (
  insert into :"schema".events (id, project_id, type, occurred_at, data, details)
  values ($1::uuid, $2::text, $3::text, now() - make_interval(secs => $11::float8), $4::text, $5::jsonb)
),
delivered as (
  insert into :"schema".deliveries (event_id, webhook_id, project_id, event_project_id, event_type, status, failure_reason,
    attempts, status_code, response_time_ms, error_code, error, created_at, finished_at, test)
  values ($1::uuid, $6::uuid, $7::text, $2::text, $3::text, cast($8 as :"schema".delivery_status), $9::text, 1, $13::smallint,
    $12::real, $14::text, $15::text, now() - make_interval(secs => $11::float8), now(), true)
)
insert into :"schema".attempts (event_id, webhook_id, number, project_id, outcome, started_at, duration_ms, status_code,
  error_code, error, signed_headers, response_headers, response_body, response_cut)
values ($1::uuid, $6::uuid, 1, $7::text, cast($10 as :"schema".attempt_outcome), now() - make_interval(secs => $11::float8),
  $12::real, $13::smallint, $14::text, $15::text, $16::text, $17::text, $18::text, $19::boolean)
returning (extract(epoch from started_at) * 1000)::float8 as started_ms
