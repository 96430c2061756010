-- Stores a batch of outcomes: deliveries, attempts, rows for the queue, health of the webhooks. Guarded by the lease:
-- rows whose lease is gone are refused and nothing of them is stored.
-- Locks: each lease for key share until commit (the reaper skips it, a renewal does not wait), leases in $2 are deleted
-- instead; health rows in the order of their ids.
-- Batches of first attempts that succeeded go to finish-successes.sql instead.
-- A batch whose commit was not acknowledged is sent again, said so by $32: what is there already is then left out.
-- A call: the statement and its measurements are in 0008_store_outcomes.sql.
-- $1 uuid[]  tokens                        $2 uuid[]  tokens whose last outcomes these are
-- One entry per row from here:
-- $3 smallint[] position in $1, from 1     $4 uuid[]  event        $5 uuid[]  webhook      $6 smallint[] replay
-- $7 text[] the webhook's project          $8 text[] the event's project              $9 text[] event type
-- $10 text[] status                        $11 text[] failure reason                  $12 smallint[] attempts used
-- $13 smallint[] status code               $14 real[] duration, ms
-- $15 text[] error code                    $16 text[] error
-- $17 float8[] seconds until the next attempt, from now; null: none    $18 smallint[] lane    $19 smallint[] steps used
-- $20 text[] outcome of the attempt; null: none was made     $21 float8[] seconds since it (or the claim) began
-- $22 text[] signed headers  $23 text[] response headers  $24 text[] response body  $25 boolean[] body cut
-- $26 smallint[] health: 0 none, 1 success, 2 failed attempt, 3 failed attempt that ended its delivery
-- $27 float8[] seconds for which the webhook asked to be slowed; null: not
-- $31 boolean[] fresh: a first attempt of which nobody has written a row
-- $32 boolean the batch may have been stored before
-- Breaker: $28 integer failed attempts that open it, $29 float8 first pause, $30 float8 longest pause (seconds)
select alive, health from :"schema".store_outcomes(
  $1::uuid[], $2::uuid[], $3::smallint[], $4::uuid[], $5::uuid[], $6::smallint[], $7::text[], $8::text[], $9::text[],
  $10::text[], $11::text[], $12::smallint[], $13::smallint[], $14::real[], $15::text[], $16::text[], $17::float8[],
  $18::smallint[], $19::smallint[], $20::text[], $21::float8[], $22::text[], $23::text[], $24::text[],
  $25::boolean[], $26::smallint[], $27::float8[], $28::integer, $29::float8, $30::float8, $31::boolean[], $32::boolean)
