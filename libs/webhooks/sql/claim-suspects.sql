-- Takes due deliveries whose claim was lost with its process, each under a lease of its own: when the process dies
-- again, only those that were in flight are blamed.
-- $1 uuid      owner
-- $2 integer   how many at most
-- $3 float8    length of the lease, seconds
-- $4 smallint  lost claims, from   $5 smallint  lost claims, to
-- Those of webhooks that are paused wait; those of disabled and deleted ones are ended by settle.sql.
with taken as (
  delete from :"schema".queue where ctid = any(array(
    select ctid from :"schema".queue
    where claims > 0 and claims between $4::smallint and $5::smallint and due_at <= now()
      and exists (select from :"schema".webhooks w where w.id = webhook_id
        and w.deleted_at is null and w.disabled_reason is null and not w.paused)
    order by claims, due_at limit $2::integer for update skip locked))
  returning webhook_id, lane, due_at, event_id, replay, project_id, attempts, steps, claims
),
lease as (
  insert into :"schema".leases
    (owner, expires_at, event_ids, project_ids, claims, webhook_ids, lanes, replays, attempts, steps)
  select $1::uuid, now() + make_interval(secs => $3::float8), array[event_id], array[project_id], array[claims],
    array[webhook_id], array[lane], array[replay], array[attempts], array[steps]
  from taken
  returning token, event_ids[1] as event_id, project_ids[1] as project_id, claims[1] as claims,
    webhook_ids[1] as webhook_id, lanes[1] as lane, replays[1] as replay, attempts[1] as attempts, steps[1] as steps
)
select l.token::text as token, l.event_id::text as event_id, l.project_id as event_project, l.claims as claims,
  l.webhook_id::text as webhook_id, l.lane, l.replay, l.attempts, l.steps, null::float8 as due_at,
  (select version from :"schema".configuration)::text as configuration,
  e.type, e.version, round(date_part('epoch', e.occurred_at) * 1e6) / 1e3 as occurred_ms, e.data, e.details, e.canonical,
  e.invalid_reason
from lease l
left join lateral (select * from :"schema".events where id = l.event_id offset 0) e on true
