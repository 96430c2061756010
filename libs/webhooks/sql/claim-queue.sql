-- Takes due deliveries of the webhooks that this process names, at most so many of each: fair by construction, and no
-- row of a webhook without a free slot is touched. Deletes the queue rows and writes one lease row.
-- A call: the statement and its measurements are in 0009_claim_queue.sql.
-- Of this shape, with 1,000,000 due rows of one webhook beside 1,000 others, a claim of 500 rows had a p95 of 4.5 ms where
-- "order by due_at" gave all 500 to the dead webhook and a row_number window took 127 ms.
-- $1 uuid       owner
-- $2 uuid[]     webhooks   $3 smallint[] lanes   $4 integer[] free slots   $5 float8[] low watermark of each, seconds
-- $6 integer    how many at most
-- $7 float8     length of the lease, seconds
select token, configuration, event_id, event_project, webhook_id, lane, replay, attempts, steps, due_at, type, version,
  occurred_ms, data, details, canonical, invalid_reason
from :"schema".claim_queue($1::uuid, $2::uuid[], $3::smallint[], $4::integer[], $5::float8[], $6::integer, $7::float8)
