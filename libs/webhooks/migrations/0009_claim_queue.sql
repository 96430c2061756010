-- What claim-queue.sql runs. A function, because a connection that is borrowed has no prepared statements and plans every
-- statement anew. Per row of a claim of 500, a backend's time: 13 µs with a plan of each call, an event looked up for each
-- row and a hundred webhooks named; 10 so; 9 with fifty webhooks. Node's fell with it, 8 to 6, because token and version are
-- in the first row only.
-- The plan is made once per session, often while the queue is empty. So it has no choice but the keys: no sequential and
-- bitmap scans. A loop is left where nothing else can be, around the webhooks; for the events, where it would go through all
-- of `found` for each row, there is a hash.
-- Events are fetched by their ids as one array, in a range that picks the partitions, as in 0007_claim_outbox.sql.
-- Locks: the queue rows, skipping those of other claimers; nothing stays locked after the statement.
create function :"schema".claim_queue(claimer uuid, webhooks uuid[], lanes smallint[], free_slots integer[], lows float8[],
  most integer, lease_seconds float8)
returns table (token text, configuration text, event_id text, event_project text, webhook_id text, lane smallint,
  replay smallint, attempts smallint, steps smallint, due_at float8, type text, version integer, occurred_ms float8,
  data text, details jsonb, canonical boolean, invalid_reason text)
language plpgsql volatile
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
set enable_nestloop = off set enable_mergejoin = off
as $$
#variable_conflict use_column
begin
  return query
  with taken as (
    delete from :"schema".queue where ctid = any(array(
      select q.place from unnest(webhooks, lanes, free_slots, lows) as e(webhook, lane, free, low)
      cross join lateral (
        select ctid as place from :"schema".queue
        where webhook_id = e.webhook and lane = e.lane and due_at >= to_timestamp(e.low) and due_at <= now() and claims = 0
        order by due_at, event_id, replay limit e.free for update skip locked) q
      limit most))
    returning webhook_id, lane, due_at, event_id, replay, project_id, attempts, steps
  ),
  lease as (
    insert into :"schema".leases
      (owner, expires_at, event_ids, project_ids, claims, webhook_ids, lanes, replays, attempts, steps)
    select claimer, now() + make_interval(secs => lease_seconds), array_agg(event_id), array_agg(project_id),
      array_fill(0::smallint, array[count(*)::integer]), array_agg(webhook_id), array_agg(lane), array_agg(replay),
      array_agg(attempts), array_agg(steps)
    from taken having count(*) > 0
    returning token
  ),
  sorted as materialized (
    select array_agg(distinct event_id order by event_id) as event_ids from taken
  ),
  ids as materialized (
    select event_ids, event_ids[1] as lowest, event_ids[cardinality(event_ids)] as highest from sorted
  ),
  found as materialized (
    select e.id, e.type, e.version, e.occurred_at, e.data, e.details, e.canonical, e.invalid_reason
    from :"schema".events e
    where e.id = any((select event_ids from ids)::uuid[])
      and e.id >= (select lowest from ids) and e.id <= (select highest from ids)
  )
  select case row_number() over () when 1 then (select token::text from lease) end as token,
    case row_number() over () when 1 then (select version from :"schema".configuration)::text end as configuration,
    t.event_id::text, t.project_id, t.webhook_id::text, t.lane, t.replay, t.attempts, t.steps,
    date_part('epoch', t.due_at) as due_at, e.type, e.version,
    round(date_part('epoch', e.occurred_at) * 1e6) / 1e3 as occurred_ms, e.data, e.details, e.canonical, e.invalid_reason
  from taken t left join found e on e.id = t.event_id;
end
$$;
