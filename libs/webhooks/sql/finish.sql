-- Stores a batch of outcomes: deliveries, attempts, rows for the queue, health of the webhooks. Guarded by the lease:
-- rows whose lease is gone are refused and nothing of them is stored.
-- Locks: each lease for key share until commit (the reaper skips it, a renewal does not wait), leases in $2 are deleted
-- instead; health rows in the order of their ids.
-- Batches of first attempts that succeeded go to finish-successes.sql instead.
-- The arrays are taken apart in a select list: in FROM each of them goes through a tuple store.
-- A batch whose commit was not acknowledged is sent again, said so by $32: what is there already is then left out.
-- Only then, and for deliveries that have a row, is a conflict looked for: ON CONFLICT writes 96 bytes more of WAL per
-- delivery (of 1,280), for a speculative insert and its confirmation.
-- $1 uuid[]  tokens                        $2 uuid[]  tokens whose last outcomes these are
-- One entry per row from here:
-- $3 smallint[] position in $1, from 1     $4 uuid[]  event        $5 uuid[]  webhook      $6 smallint[] replay
-- $7 text[] the webhook's project          $8 text[] the event's project              $9 text[] event type
-- $10 text[] status                        $11 text[] failure reason                  $12 smallint[] attempts used
-- $13 smallint[] status code               $14 real[] duration, ms
-- $15 text[] error code                    $16 text[] error
-- $17 float8[] seconds until the next attempt, from now; null: none    $18 smallint[] lane    $19 smallint[] steps used
-- $20 text[] outcome of the attempt; null: none was made     $21 float8[] seconds since it (or the claim) began
-- $22 text[] signed headers  $23 text[] response headers  $24 text[] response body  $25 boolean[] body cut
-- $26 smallint[] health: 0 none, 1 success, 2 failed attempt, 3 failed attempt that ended its delivery
-- $27 float8[] seconds for which the webhook asked to be slowed; null: not
-- $31 boolean[] fresh: a first attempt of which nobody has written a row
-- $32 boolean the batch may have been stored before
-- Breaker: $28 integer failed attempts that open it, $29 float8 first pause, $30 float8 longest pause (seconds)
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
  select u.* from alive cross join (
    select unnest($3::smallint[]) as lease, unnest($4::uuid[]) as event_id, unnest($5::uuid[]) as webhook_id,
      unnest($6::smallint[]) as replay, unnest($7::text[]) as project_id, unnest($8::text[]) as event_project,
      unnest($9::text[]) as event_type, unnest($10::text[]) as status, unnest($11::text[]) as reason,
      unnest($12::smallint[]) as attempts, unnest($13::smallint[]) as status_code, unnest($14::real[]) as duration_ms,
      unnest($15::text[]) as error_code, unnest($16::text[]) as error, unnest($17::float8[]) as retry_in,
      unnest($18::smallint[]) as lane, unnest($19::smallint[]) as steps, unnest($20::text[]) as outcome,
      unnest($21::float8[]) as began_ago, unnest($22::text[]) as signed_headers, unnest($23::text[]) as response_headers,
      unnest($24::text[]) as response_body, unnest($25::boolean[]) as response_cut, unnest($26::smallint[]) as health,
      unnest($27::float8[]) as slow_for, unnest($31::boolean[]) as fresh, generate_subscripts($3::smallint[], 1) as i
  ) as u
  where u.lease = any(alive.positions)
    and not ($32::boolean and u.outcome is not null and exists (
      select from :"schema".attempts a
      where a.event_id = u.event_id and a.webhook_id = u.webhook_id and a.replay = u.replay and a.number = u.attempts))
),
first_rows as (
  insert into :"schema".deliveries (event_id, webhook_id, replay, project_id, event_project_id, event_type, status,
    failure_reason, attempts, status_code, response_time_ms, error_code, error, created_at, finished_at, next_attempt_at)
  select event_id, webhook_id, replay, project_id, event_project, event_type, cast(status as :"schema".delivery_status),
    reason, attempts, status_code, duration_ms, error_code, error, now() - make_interval(secs => began_ago),
    case when status <> 'pending' then now() end, now() + make_interval(secs => retry_in)
  from r where fresh and not $32::boolean
),
delivered as (
  insert into :"schema".deliveries as d (event_id, webhook_id, replay, project_id, event_project_id, event_type, status,
    failure_reason, attempts, status_code, response_time_ms, error_code, error, created_at, finished_at, next_attempt_at)
  select event_id, webhook_id, replay, project_id, event_project, event_type, cast(status as :"schema".delivery_status),
    reason, attempts, status_code, duration_ms, error_code, error, now() - make_interval(secs => began_ago),
    case when status <> 'pending' then now() end, now() + make_interval(secs => retry_in)
  from r where not fresh or $32::boolean
  on conflict (event_id, webhook_id, replay) do update set
    status = excluded.status, failure_reason = excluded.failure_reason, attempts = excluded.attempts,
    status_code = coalesce(excluded.status_code, d.status_code),
    response_time_ms = coalesce(excluded.response_time_ms, d.response_time_ms),
    error_code = excluded.error_code, error = excluded.error,
    finished_at = excluded.finished_at, next_attempt_at = excluded.next_attempt_at
    where d.status = 'pending'
),
tried as (
  insert into :"schema".attempts (event_id, webhook_id, replay, number, project_id, outcome, started_at, duration_ms,
    status_code, error_code, error, signed_headers, response_headers, response_body, response_cut)
  select event_id, webhook_id, replay, attempts, project_id, cast(outcome as :"schema".attempt_outcome),
    now() - make_interval(secs => began_ago), duration_ms, status_code, error_code, error,
    signed_headers, response_headers, response_body, response_cut
  from r where outcome is not null
),
queued as (
  insert into :"schema".queue (webhook_id, lane, due_at, event_id, replay, project_id, attempts, steps)
  select webhook_id, lane, now() + make_interval(secs => retry_in), event_id, replay, event_project, attempts, steps
  from r where retry_in is not null
  on conflict do nothing
),
last_success as (
  select webhook_id, max(i) filter (where health = 1) as i from r where health > 0 group by webhook_id
),
judged as (
  select r.webhook_id, min(r.project_id) as project_id, bool_or(r.health = 1) as succeeded,
    count(*) filter (where r.health >= 2 and r.i > coalesce(s.i, 0))::integer as failed_attempts,
    count(*) filter (where r.health = 3 and r.i > coalesce(s.i, 0))::integer as failed_deliveries,
    bool_or(r.health >= 2) as failed,
    max(r.slow_for) filter (where r.i > coalesce(s.i, 0)) as slow_for
  from r join last_success s using (webhook_id) where r.health > 0 group by r.webhook_id
),
health as (
  insert into :"schema".webhook_health as h (project_id, webhook_id, consecutive_failures, failed_attempts,
    failing_since, last_success_at, last_failure_at, slow_until, breaker_until, breaker_level)
  select j.project_id, j.webhook_id, j.failed_deliveries, j.failed_attempts,
    case when j.failed_attempts > 0 then now() end, case when j.succeeded then now() end,
    case when j.failed then now() end, now() + make_interval(secs => j.slow_for),
    case when not j.succeeded and j.failed_attempts >= $28::integer then now() + make_interval(secs => least($30::float8, $29::float8)) end,
    case when not j.succeeded and j.failed_attempts >= $28::integer then 1 else 0 end
  from judged j
  where exists (select from :"schema".webhooks w where w.id = j.webhook_id)
  order by j.webhook_id
  on conflict (webhook_id) do update set
    consecutive_failures = excluded.consecutive_failures
      + case when excluded.last_success_at is null then h.consecutive_failures else 0 end,
    failed_attempts = excluded.failed_attempts
      + case when excluded.last_success_at is null then h.failed_attempts else 0 end,
    failing_since = case when excluded.last_success_at is null then coalesce(h.failing_since, excluded.failing_since)
      else excluded.failing_since end,
    last_success_at = coalesce(excluded.last_success_at, h.last_success_at),
    last_failure_at = coalesce(excluded.last_failure_at, h.last_failure_at),
    slow_until = case when excluded.last_success_at is not null and excluded.failed_attempts = 0 then null
      else greatest(h.slow_until, excluded.slow_until) end,
    breaker_until = case
      when excluded.last_success_at is not null then null
      when h.failed_attempts + excluded.failed_attempts >= $28::integer
        and (h.breaker_until is null or h.breaker_until <= now())
        then now() + make_interval(secs => least($30::float8, $29::float8 * 2 ^ h.breaker_level))
      else h.breaker_until end,
    breaker_level = case
      when excluded.last_success_at is not null then 0
      when h.failed_attempts + excluded.failed_attempts >= $28::integer
        and (h.breaker_until is null or h.breaker_until <= now()) then least(h.breaker_level + 1, 20)
      else h.breaker_level end
  returning h.webhook_id, h.consecutive_failures, h.failed_attempts,
    extract(epoch from now() - h.failing_since) as failing_for,
    extract(epoch from h.slow_until - now()) as slow_for,
    extract(epoch from h.breaker_until - now()) as breaker_for
)
select (select to_json(positions) from alive) as alive,
  (select json_agg(json_build_object('webhookId', webhook_id, 'consecutiveFailures', consecutive_failures,
    'failedAttempts', failed_attempts, 'failingFor', failing_for, 'slowFor', slow_for, 'breakerFor', breaker_for))
   from health) as health
