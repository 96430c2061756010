-- Forgets Idempotency-Keys. Locks: the rows.
-- $1 float8 age in seconds   $2 integer how many at most
with old as (
  select ctid as place from :"schema".idempotency_keys where created_at < now() - make_interval(secs => $1::float8)
  limit $2::integer for update skip locked
)
delete from :"schema".idempotency_keys where ctid = any(array(select place from old))
