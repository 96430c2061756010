-- Stores a batch that holds nothing but first attempts that succeeded at once: nearly all of the traffic. What finish.sql
-- does with such rows, without a pending row before, a queue, a reason and an error. Guarded by the lease in the same way
-- and with the same locks.
-- A call: the statement and its measurements are in 0006_store_successes.sql.
-- $1 uuid[]  tokens                        $2 uuid[]  tokens whose last outcomes these are
-- One entry per row from here, or a single one that holds for all of them:
-- $3 smallint[] position in $1, from 1     $4 uuid[]  event (always one per row)    $5 uuid[]  webhook
-- $6 text[] the webhook's project          $7 text[] the event's project            $8 text[] event type
-- $9 smallint[] status code
-- One entry per row:
-- $10 real[] duration, ms                  $11 float8[] seconds since it began
-- $12 text[] signed headers
-- One entry per row, or none where each has null or false:
-- $13 text[] response headers  $14 text[] response body  $15 boolean[] body cut
-- $16 boolean[] the webhook's health hears of it: after failures, else once a second
select alive, health from :"schema".store_successes($1::uuid[], $2::uuid[], $3::smallint[], $4::uuid[], $5::uuid[],
  $6::text[], $7::text[], $8::text[], $9::smallint[], $10::real[], $11::float8[], $12::text[], $13::text[], $14::text[],
  $15::boolean[], $16::boolean[])
