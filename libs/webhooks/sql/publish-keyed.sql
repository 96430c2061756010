-- As publish.sql, for a batch in which at least one event has a key of its own (idempotent publishing).
-- Locks: the rows of publish_keys, until the caller's transaction ends: a second transaction with the same key waits
-- and then sees what the first one committed. "Do update" although nothing changes, because "do nothing" would not
-- return the row that the other transaction has just committed.
-- A clash (same key, other digest) stores no event of the batch; the writer then takes its new keys back.
-- $1 json   array of {n, id, project, type, version, occurred_at, data, details, invalid, key, digest (hex)};
--           a key occurs once in it
-- $2 xid8   as in publish.sql
with proof as materialized (
  select case when $2::xid8 is null then pg_current_xact_id_if_assigned() is not null
         else pg_current_xact_id() = $2::xid8 end as proven
),
input as materialized (
  select i.* from proof cross join json_to_recordset($1::json) as i(
    n integer, id uuid, project text, type text, version integer, occurred_at timestamptz, data text, details jsonb,
    invalid text, key text, digest text)
  where proof.proven
),
keys as (
  insert into :"schema".publish_keys (project_id, key, digest, event_id)
  select project, key, decode(digest, 'hex'), id from input where key is not null order by project, key
  on conflict (project_id, key) do update set key = excluded.key
  returning project_id, key, digest, event_id
),
verdict as materialized (
  select i.*, coalesce(k.event_id, i.id) as stored_id, k.digest is distinct from decode(i.digest, 'hex') as clash
  from input i left join keys k on k.project_id = i.project and k.key = i.key
),
stored as (
  insert into :"schema".events (id, project_id, type, version, occurred_at, data, details, invalid_reason)
  select id, project, type, version, occurred_at, data, details, invalid from verdict
  where stored_id = id and not exists (select from verdict where clash)
  returning id, project_id, invalid_reason
),
queued as (
  insert into :"schema".outbox (event_id, project_id)
  select id, project_id from stored where invalid_reason is null
)
select stored_id::text as id, stored_id <> id as duplicate, clash, pg_current_xact_id()::text as xid
from verdict order by n
