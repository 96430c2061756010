-- Brings events that SQL published into the form that JSON.stringify gives, or marks them as impossible to deliver.
-- Locks: the event rows. Rare: events that code publishes are frozen in that form.
-- $1 uuid[]  event ids
-- $2 text[]  the text; null keeps what is stored
-- $3 text[]  invalid_reason; null: deliverable
update :"schema".events e
set data = coalesce(n.data, e.data), canonical = true, invalid_reason = coalesce(n.reason, e.invalid_reason)
from unnest($1::uuid[], $2::text[], $3::text[]) as n(id, data, reason)
where e.id = n.id
