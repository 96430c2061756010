-- Takes stored events that nobody has claimed yet: deletes their outbox rows and writes one lease row with the ids.
-- Returns nothing while there is a webhook with an ordering_key: claim-outbox-ordered.sql is for those, and a process
-- that does not know yet that it is needed must not fan out past it.
-- Locks: the outbox rows, skipping those of other claimers; nothing stays locked after the statement.
-- The delete goes by ctid over an array: a join here was planned as a scan of the whole outbox when the plan was made
-- on an empty table (179 ms instead of 16 for 1,000 rows). Event rows are fetched by a lateral lookup for that reason too.
-- `(claims > 0) is not true` is claims = 0 in words from which the planner expects many rows: after a burst into an
-- outbox that was empty when it was last analysed it expected half a percent of them to be 0, and sorted the whole
-- outbox for each claim (57 ms with 100,000 rows, 246 with 500,000; 8 with either now).
-- Token and version are in the first row only, and the moment is made without the arithmetic of numeric: measured per
-- row, 7.0 µs of a backend's time instead of 9.2, and 2.6 of Node's instead of 3.9.
-- $1 uuid      owner: this process
-- $2 integer   how many at most
-- $3 float8    length of the lease, seconds
-- $4 uuid      low watermark: no row below it is looked at, so dead index entries under an old snapshot are not re-read
with taken as (
  delete from :"schema".outbox where ctid = any(array(
    select ctid from :"schema".outbox where event_id >= $4::uuid and (claims > 0) is not true
      and not exists (select from :"schema".webhooks where ordering_key is not null and deleted_at is null)
    order by event_id limit $2::integer for update skip locked))
  returning event_id, project_id
),
lease as (
  insert into :"schema".leases (owner, expires_at, event_ids, project_ids, claims)
  select $1::uuid, now() + make_interval(secs => $3::float8), array_agg(event_id), array_agg(project_id),
    array_fill(0::smallint, array[count(*)::integer])
  from taken having count(*) > 0
  returning token, event_ids, project_ids
)
select case i.position when 1 then l.token::text end as token,
  case i.position when 1 then (select version from :"schema".configuration)::text end as configuration,
  i.id::text as event_id, i.project as event_project, e.type, e.version, e.sequence::float8 as sequence,
  round(date_part('epoch', e.occurred_at) * 1e6) / 1e3 as occurred_ms, e.data, e.details, e.canonical, e.invalid_reason
from lease l cross join unnest(l.event_ids, l.project_ids) with ordinality as i(id, project, position)
left join lateral (select * from :"schema".events where id = i.id offset 0) e on true
