-- As claim-outbox.sql for events whose claim was lost with its process. The relay does not send them: it writes
-- pending rows for what has no delivery yet (refan-out.sql), so that each delivery is judged alone.
-- `ordered`: webhooks that get the event by their ordering inbox, where the first claim has put it.
-- $1 uuid      owner
-- $2 integer   how many at most: 1 for those that were lost more than once
-- $3 float8    length of the lease, seconds
-- $4 smallint  lost claims, from
-- $5 smallint  lost claims, to
with taken as (
  delete from :"schema".outbox where ctid = any(array(
    select ctid from :"schema".outbox where claims > 0 and claims between $4::smallint and $5::smallint
    order by claims, event_id limit $2::integer for update skip locked))
  returning event_id, project_id, claims
),
lease as (
  insert into :"schema".leases (owner, expires_at, event_ids, project_ids, claims)
  select $1::uuid, now() + make_interval(secs => $3::float8), array_agg(event_id), array_agg(project_id), array_agg(claims)
  from taken having count(*) > 0
  returning token, event_ids, project_ids, claims
)
select l.token::text as token, i.id::text as event_id, i.project as event_project, i.claims as claims,
  (select version from :"schema".configuration)::text as configuration,
  e.type, e.version, e.sequence::float8 as sequence,
  round(date_part('epoch', e.occurred_at) * 1e6) / 1e3 as occurred_ms, e.data, e.details, e.canonical, e.invalid_reason,
  (select to_json(webhook_ids) from :"schema".ordering_inbox where sequence = e.sequence) as ordered
from lease l cross join unnest(l.event_ids, l.project_ids, l.claims) as i(id, project, claims)
left join lateral (select * from :"schema".events where id = i.id offset 0) e on true
