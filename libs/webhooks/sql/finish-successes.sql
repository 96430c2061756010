-- Stores a batch that holds nothing but first attempts that succeeded at once: nearly all of the traffic. What finish.sql
-- does with such rows, in a statement that is small to plan and has half as many columns: without a pending row before,
-- a queue, a reason, an error and the health of webhooks. Guarded by the lease in the same way and with the same locks.
-- Unnamed statements are planned at each call (a borrowed pool has no prepared ones), which is why its size counts:
-- measured per row, 12.9 µs of a backend's time instead of 24.9 in batches of 200, 8.7 instead of 11.9 in batches of 1,000.
-- $1 uuid[]  tokens                        $2 uuid[]  tokens whose last outcomes these are
-- One entry per row from here:
-- $3 smallint[] position in $1, from 1     $4 uuid[]  event        $5 uuid[]  webhook
-- $6 text[] the webhook's project          $7 text[] the event's project              $8 text[] event type
-- $9 smallint[] status code                $10 real[] duration, ms                    $11 float8[] seconds since it began
-- $12 text[] signed headers  $13 text[] response headers  $14 text[] response body  $15 boolean[] body cut
with ended as (
  delete from :"schema".leases where token = any($2::uuid[]) returning token
),
held as materialized (
  select l.token from unnest($1::uuid[]) as t(token)
  cross join lateral (select token from :"schema".leases where token = t.token for key share) l
  where t.token <> all($2::uuid[])
),
alive as materialized (
  select coalesce(array_agg(t.i::smallint), '{}') as positions
  from unnest($1::uuid[]) with ordinality as t(token, i)
  where t.token in (select token from ended union all select token from held)
),
r as materialized (
  select u.* from alive cross join unnest(
    $3::smallint[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::smallint[], $10::real[], $11::float8[],
    $12::text[], $13::text[], $14::text[], $15::boolean[]
  ) as u(lease, event_id, webhook_id, project_id, event_project, event_type, status_code, duration_ms, began_ago,
    signed_headers, response_headers, response_body, response_cut)
  where u.lease = any(alive.positions)
),
delivered as (
  insert into :"schema".deliveries (event_id, webhook_id, project_id, event_project_id, event_type, status, attempts,
    status_code, response_time_ms, created_at, finished_at)
  select event_id, webhook_id, project_id, event_project, event_type, 'success', 1,
    status_code, duration_ms, now() - make_interval(secs => began_ago), now() from r
),
tried as (
  insert into :"schema".attempts (event_id, webhook_id, number, project_id, outcome, started_at, duration_ms, status_code,
    signed_headers, response_headers, response_body, response_cut)
  select event_id, webhook_id, 1, project_id, 'success', now() - make_interval(secs => began_ago), duration_ms, status_code,
    signed_headers, response_headers, response_body, response_cut from r
)
select to_json(positions) as alive, null::json as health from alive
