-- How many of these events a recovery would send again, and how many it could not. Locks nothing.
-- $1 uuid webhook   $2 uuid[] events   $3 text[] statuses
select kind, count(*) filter (where sendable)::integer as sendable, count(*) filter (where not sendable)::integer as expired
from :"schema".recoverable($1::uuid, $2::uuid[], $3::text[]) group by kind
