-- claim-outbox.sql while there are webhooks with an ordering_key: the same, and right without them too, only dearer.
-- Events that such webhooks may hear also go to their inbox, in the same statement: until they are lined up
-- (ordering-line-up.sql) they are in the outbox or there, and their order can be told. `ordered` names those webhooks;
-- it, not the process's memory, decides which deliveries go that way.
-- Locks: the outbox rows, skipping those of other claimers; nothing stays locked after the statement.
-- The delete goes by ctid over an array: a join here was planned as a scan of the whole outbox when the plan was made
-- on an empty table (179 ms instead of 16 for 1,000 rows). Event rows are fetched by a lateral lookup for that reason too.
-- `(claims > 0) is not true` is claims = 0 in words from which the planner expects many rows: of an outbox that was empty
-- when it was last analysed it expected half a percent to be 0, and sorted all of it for each claim after a burst.
-- $1 uuid      owner: this process
-- $2 integer   how many at most
-- $3 float8    length of the lease, seconds
-- $4 uuid      low watermark: no row below it is looked at, so dead index entries under an old snapshot are not re-read
with ordering as materialized (
  select true as wanted from :"schema".webhooks where ordering_key is not null and deleted_at is null
  order by project_id limit 1
),
taken as (
  delete from :"schema".outbox where ctid = any(array(
    select ctid from :"schema".outbox where event_id >= $4::uuid and (claims > 0) is not true
    order by event_id limit $2::integer for update skip locked))
  returning event_id, project_id
),
lease as (
  insert into :"schema".leases (owner, expires_at, event_ids, project_ids, claims)
  select $1::uuid, now() + make_interval(secs => $3::float8), array_agg(event_id), array_agg(project_id),
    array_fill(0::smallint, array[count(*)::integer])
  from taken having count(*) > 0
  returning token, event_ids, project_ids
),
lined as (
  insert into :"schema".ordering_inbox (sequence, event_id, project_id, webhook_ids)
  select e.sequence, t.event_id, t.project_id, o.webhook_ids
  from ordering cross join taken t
  cross join lateral (
    select array_agg(id) as webhook_ids from :"schema".webhooks
    where ordering_key is not null and deleted_at is null and project_id in ('', t.project_id)) o
  cross join lateral (select sequence from :"schema".events where id = t.event_id offset 0) e
  where o.webhook_ids is not null
)
select l.token::text as token, i.id::text as event_id, i.project as event_project,
  (select version from :"schema".configuration)::text as configuration,
  e.type, e.version, e.sequence::float8 as sequence,
  round(date_part('epoch', e.occurred_at) * 1e6) / 1e3 as occurred_ms, e.data, e.details, e.canonical, e.invalid_reason,
  case when (select wanted from ordering) then (
    select json_agg(id) from :"schema".webhooks
    where ordering_key is not null and deleted_at is null and project_id in ('', i.project)) end as ordered
from lease l cross join unnest(l.event_ids, l.project_ids) as i(id, project)
left join lateral (select * from :"schema".events where id = i.id offset 0) e on true
