-- Brings events that SQL published into the form that JSON.stringify gives, or marks them as impossible to deliver.
-- Once each: the relay, the lining up of ordered deliveries and a recovery may come at the same moment with the same events.
-- A payload that was erased since it was read stays erased.
-- Locks: the event rows, in the order of their ids. In the order of the arrays, two that came at the same moment with some
-- of the same events waited for each other, and the claim of the one that was ended for it came back with its lease.
-- Rare: events that code publishes are frozen in that form.
-- $1 uuid[]  event ids
-- $2 text[]  the text; null keeps what is stored
-- $3 text[]  invalid_reason; null: deliverable
with raw as materialized (
  select id from :"schema".events where id = any($1::uuid[]) and not canonical and data is not null order by id for no key update
)
update :"schema".events e
set data = coalesce(n.data, e.data), canonical = true, invalid_reason = coalesce(n.reason, e.invalid_reason)
from raw cross join lateral (
  select data, reason from unnest($1::uuid[], $2::text[], $3::text[]) as u(id, data, reason) where u.id = raw.id limit 1) n
where e.id = raw.id
