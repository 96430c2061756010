-- store_outcomes as in 0008, where its comments are. With `again` it also leaves out first attempts that went to the queue the
-- first time: they have no attempt to be known by, so they were queued once more, under another due time, and sent twice.
create or replace function :"schema".store_outcomes(
  tokens uuid[], ended_tokens uuid[], leases smallint[], event_ids uuid[], webhook_ids uuid[], replays smallint[],
  project_ids text[], event_projects text[], event_types text[], statuses text[], reasons text[],
  attempts_used smallint[], status_codes smallint[], durations real[], error_codes text[], errors text[],
  retry_ins float8[], queue_lanes smallint[], steps_used smallint[], outcomes text[], began_agos float8[],
  signed text[], headers text[], bodies text[], cuts boolean[], healths smallint[], slow_fors float8[],
  breaker_threshold integer, breaker_delay float8, breaker_max_delay float8, fresh_ones boolean[], again boolean
) returns table (alive json, health json) language plpgsql volatile
set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
#variable_conflict use_column
begin
  return query
  with living as materialized (
    select :"schema".hold_leases(tokens, ended_tokens) as positions
  ),
  r as materialized (
    select u.* from living cross join (
      select unnest(leases) as lease, unnest(event_ids) as event_id, unnest(webhook_ids) as webhook_id,
        unnest(replays) as replay, unnest(project_ids) as project_id, unnest(event_projects) as event_project,
        unnest(event_types) as event_type, unnest(statuses) as status, unnest(reasons) as reason,
        unnest(attempts_used) as attempts, unnest(status_codes) as status_code, unnest(durations) as duration_ms,
        unnest(error_codes) as error_code, unnest(errors) as error, unnest(retry_ins) as retry_in,
        unnest(queue_lanes) as lane, unnest(steps_used) as steps, unnest(outcomes) as outcome,
        unnest(began_agos) as began_ago, unnest(signed) as signed_headers, unnest(headers) as response_headers,
        unnest(bodies) as response_body, unnest(cuts) as response_cut, unnest(healths) as health,
        unnest(slow_fors) as slow_for, unnest(fresh_ones) as fresh, generate_subscripts(leases, 1) as i
    ) as u
    where u.lease = any(living.positions)
      and not (again and u.outcome is not null and exists (
        select from :"schema".attempts a
        where a.event_id = u.event_id and a.webhook_id = u.webhook_id and a.replay = u.replay and a.number = u.attempts))
      and not (again and u.outcome is null and u.fresh and exists (
        select from :"schema".deliveries d
        where d.event_id = u.event_id and d.webhook_id = u.webhook_id and d.replay = u.replay))
  ),
  first_rows as (
    insert into :"schema".deliveries (event_id, webhook_id, replay, project_id, event_project_id, event_type, status,
      failure_reason, attempts, status_code, response_time_ms, error_code, error, created_at, finished_at, next_attempt_at)
    select event_id, webhook_id, replay, project_id, event_project, event_type, cast(status as :"schema".delivery_status),
      reason, attempts, status_code, duration_ms, error_code, error, now() - make_interval(secs => began_ago),
      case when status <> 'pending' then now() end, now() + make_interval(secs => retry_in)
    from r where fresh and not again
  ),
  delivered as (
    insert into :"schema".deliveries as d (event_id, webhook_id, replay, project_id, event_project_id, event_type, status,
      failure_reason, attempts, status_code, response_time_ms, error_code, error, created_at, finished_at, next_attempt_at)
    select event_id, webhook_id, replay, project_id, event_project, event_type, cast(status as :"schema".delivery_status),
      reason, attempts, status_code, duration_ms, error_code, error, now() - make_interval(secs => began_ago),
      case when status <> 'pending' then now() end, now() + make_interval(secs => retry_in)
    from r where not fresh or again
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
  judged as (
    select webhook_id, min(project_id) as project_id, bool_or(health = 1) as succeeded,
      count(*) filter (where health >= 2 and i > last_success)::integer as failed_attempts,
      count(*) filter (where health = 3 and i > last_success)::integer as failed_deliveries,
      bool_or(health >= 2) as failed, max(slow_for) filter (where i > last_success) as slow_for
    from (select *, coalesce(max(i) filter (where health = 1) over (partition by webhook_id), 0) as last_success
      from r where health > 0) as told
    group by webhook_id
  ),
  health as (
    insert into :"schema".webhook_health as h (project_id, webhook_id, consecutive_failures, failed_attempts,
      failing_since, last_success_at, last_failure_at, slow_until, breaker_until, breaker_level)
    select j.project_id, j.webhook_id, j.failed_deliveries, j.failed_attempts,
      case when j.failed_attempts > 0 then now() end, case when j.succeeded then now() end,
      case when j.failed then now() end, now() + make_interval(secs => j.slow_for),
      case when not j.succeeded and j.failed_attempts >= breaker_threshold then now() + make_interval(secs => least(breaker_max_delay, breaker_delay)) end,
      case when not j.succeeded and j.failed_attempts >= breaker_threshold then 1 else 0 end
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
        when h.failed_attempts + excluded.failed_attempts >= breaker_threshold
          and (h.breaker_until is null or h.breaker_until <= now())
          then now() + make_interval(secs => least(breaker_max_delay, breaker_delay * 2 ^ h.breaker_level))
        else h.breaker_until end,
      breaker_level = case
        when excluded.last_success_at is not null then 0
        when h.failed_attempts + excluded.failed_attempts >= breaker_threshold
          and (h.breaker_until is null or h.breaker_until <= now()) then least(h.breaker_level + 1, 20)
        else h.breaker_level end
    returning h.webhook_id, h.consecutive_failures, h.failed_attempts,
      extract(epoch from now() - h.failing_since) as failing_for,
      extract(epoch from h.slow_until - now()) as slow_for,
      extract(epoch from h.breaker_until - now()) as breaker_for
  )
  select (select to_json(positions) from living),
    (select json_agg(json_build_object('webhookId', webhook_id, 'consecutiveFailures', consecutive_failures,
      'failedAttempts', failed_attempts, 'failingFor', failing_for, 'slowFor', slow_for, 'breakerFor', breaker_for))
     from health);
end
$$;
