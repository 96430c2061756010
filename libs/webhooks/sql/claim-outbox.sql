-- Takes stored events that nobody has claimed yet: deletes their outbox rows and writes one lease row with the ids.
-- Returns nothing while there is a webhook with an ordering_key: claim-outbox-ordered.sql is for those, and a process
-- that does not know yet that it is needed must not fan out past it.
-- A call: the statement and its measurements are in 0007_claim_outbox.sql.
-- $1 uuid      owner: this process
-- $2 integer   how many at most
-- $3 float8    length of the lease, seconds
-- $4 uuid      low watermark: no row below it is looked at, so dead index entries under an old snapshot are not re-read
select token, configuration, event_id, event_project, type, version, sequence, occurred_ms, data, details, canonical,
  invalid_reason
from :"schema".claim_outbox($1::uuid, $2::integer, $3::float8, $4::uuid)
