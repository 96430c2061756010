-- Lets the next one of a key go: takes out of the lines what has ended and queues the first of each key that nobody is
-- in front of. That a delivery has ended is read from its row, so a process that dies before it gets here loses nothing.
-- The primary key of ordering_heads is what keeps it at one per webhook and key, whoever runs this at the same time.
-- Locks: heads of what has ended, skipping those that another run is at; lines for key share, so that none that is
-- queued here can have been sent and taken out since the snapshot. Lines before heads: the other way round, two runs
-- could wait for each other.
-- $1 uuid[] webhooks  $2 uuid[] events   deliveries of which an outcome was stored
-- $3 uuid[] webhooks  $4 bigint[] hashes of keys that somebody has joined
-- $5 boolean everything: every head, and every key without one. A probe per key.
with recursive told as materialized (
  select h.webhook_id, h.hash from unnest($1::uuid[], $2::uuid[]) as t(webhook_id, event_id)
  cross join lateral (
    select webhook_id, hash from :"schema".ordering_heads
    where event_id = t.event_id and webhook_id = t.webhook_id offset 0) h
  union all
  select webhook_id, hash from :"schema".ordering_heads where $5::boolean
),
over as materialized (
  select h.* from (select distinct webhook_id, hash from told order by webhook_id, hash) t
  cross join lateral (
    select * from :"schema".ordering_heads where webhook_id = t.webhook_id and hash = t.hash for update skip locked) h
  where coalesce((select d.status <> 'pending' from :"schema".deliveries d
    where d.event_id = h.event_id and d.webhook_id = h.webhook_id and d.replay = 0), true)
),
out_of_line as (
  delete from :"schema".ordering_lines l using over o
  where l.webhook_id = o.webhook_id and l.generation = o.generation and l.hash = o.hash and l.sequence = o.sequence
  returning l.webhook_id
),
freed as (
  delete from :"schema".ordering_heads h using over o
  where (select count(*) from out_of_line) >= 0 and h.webhook_id = o.webhook_id and h.hash = o.hash
  returning h.webhook_id, h.hash, h.sequence
),
every as (
  (select webhook_id, generation, hash from :"schema".ordering_lines where $5::boolean
   order by webhook_id, generation, hash limit 1)
  union all
  select n.webhook_id, n.generation, n.hash from every e cross join lateral (
    select l.webhook_id, l.generation, l.hash from :"schema".ordering_lines l
    where (l.webhook_id, l.generation, l.hash) > (e.webhook_id, e.generation, e.hash)
    order by l.webhook_id, l.generation, l.hash limit 1) n
),
free as materialized (
  select webhook_id, hash, sequence as ended from freed
  union all
  select k.webhook_id, k.hash, null from (
    select webhook_id, hash from unnest($3::uuid[], $4::bigint[]) as j(webhook_id, hash)
    union
    select webhook_id, hash from every) k
  where not exists (select from :"schema".ordering_heads h where h.webhook_id = k.webhook_id and h.hash = k.hash)
),
-- Of the oldest generation that has anyone in line: after a change of the ordering_key the old lines empty first.
next as materialized (
  select n.* from (select * from free order by webhook_id, hash) f
  cross join lateral (
    select generation from :"schema".ordering_lines where webhook_id = f.webhook_id
    order by generation limit 1) g
  cross join lateral (
    select webhook_id, generation, hash, sequence, event_id, project_id, due_at from :"schema".ordering_lines
    where webhook_id = f.webhook_id and generation = g.generation and hash = f.hash and sequence is distinct from f.ended
    order by sequence limit 1 for key share) n
  where exists (select from :"schema".webhooks w
    where w.id = f.webhook_id and w.deleted_at is null and w.disabled_reason is null)
),
heads as (
  insert into :"schema".ordering_heads (webhook_id, hash, generation, sequence, event_id)
  select webhook_id, hash, generation, sequence, event_id from next
  where (select count(*) from freed) >= 0
  order by webhook_id, hash
  on conflict do nothing
  returning webhook_id, event_id
),
queued as (
  insert into :"schema".queue (webhook_id, lane, due_at, event_id, project_id)
  select n.webhook_id, 1, greatest(now(), n.due_at), n.event_id, n.project_id
  from next n join heads h on h.webhook_id = n.webhook_id and h.event_id = n.event_id
  where (select d.status = 'pending' from :"schema".deliveries d
    where d.event_id = n.event_id and d.webhook_id = n.webhook_id and d.replay = 0)
  on conflict do nothing
  returning webhook_id, due_at
)
select webhook_id::text as webhook_id, count(*)::integer as queued,
  extract(epoch from min(due_at) - now())::float8 as due_in
from queued group by webhook_id
