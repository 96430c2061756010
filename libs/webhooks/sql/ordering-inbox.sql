-- Events that wait to be lined up for webhooks with an ordering_key, in the order of publishing, as far as that order
-- is settled: everything before the first event of theirs that is still in the outbox. An event that this snapshot
-- does not see was not committed before any that it does see, so it need not come before them.
-- Locks nothing: two processes may read the same rows, and the fan-out of the second finds them gone.
-- Costs a look at each outbox row of those projects: 2 µs each while there is a backlog, nothing without.
-- $1 integer  how many at most
-- $2 float8   bytes of payload at most, the first event aside
with projects as materialized (
  select distinct project_id from :"schema".webhooks where ordering_key is not null and deleted_at is null
),
unclaimed as materialized (
  select min(e.sequence) as sequence from :"schema".outbox o
  cross join lateral (select sequence from :"schema".events where id = o.event_id offset 0) e
  where o.claims = 0 and (o.project_id = any(array(select project_id from projects))
    or exists (select from projects where project_id = ''))
),
batch as materialized (
  select i.*, sum(e.bytes) over (order by i.sequence) - e.bytes as before from (
    select * from :"schema".ordering_inbox
    where sequence < coalesce((select sequence from unclaimed), 9223372036854775807)
    order by sequence limit $1::integer) i
  left join lateral (
    select octet_length(data)::float8 as bytes from :"schema".events where id = i.event_id offset 0) e on true
)
select b.sequence::text as place, b.event_id::text as event_id, b.project_id as event_project, to_json(b.webhook_ids) as ordered,
  (select count(*) from batch)::integer as found, (select version from :"schema".configuration)::text as configuration,
  e.type, e.version, e.sequence::float8 as sequence, round(date_part('epoch', e.occurred_at) * 1e6) / 1e3 as occurred_ms, e.data,
  e.details, e.canonical, e.invalid_reason
from batch b left join lateral (select * from :"schema".events where id = b.event_id offset 0) e on true
where coalesce(b.before, 0) < $2::float8
order by b.sequence
