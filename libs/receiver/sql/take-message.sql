-- Writes down, inside the caller's transaction, that a message is worked on, or finds that it was. Another transaction
-- that has taken it is waited for; what it rolls back is free again. One row whenever the transaction is proven.
-- $1 source  $2 id  $3 proof of the transaction
with proof as materialized (
  select where case when $3::xid8 is null then pg_current_xact_id_if_assigned() is not null
                    else pg_current_xact_id() = $3::xid8 end
), taken as (
  insert into :"schema".webhook_inbox (source, id, done_at)
  select $1, $2, now() from proof
  on conflict (source, id) do update set done_at = now(), claim = null, claimed_until = null
    where webhook_inbox.done_at is null and webhook_inbox.claimed_until < now()
  returning 1
)
select pg_current_xact_id()::text as xid, (select count(*)::int from taken) as taken from proof
