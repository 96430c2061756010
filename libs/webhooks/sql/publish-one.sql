-- As publish.sql, for one event: nothing to build into JSON and to take apart again (0005_store_event.sql).
-- One row, whose xid is null when nothing was stored, because the statement did not run in that transaction. A select list
-- and no FROM: each thing more in the statement is planned anew with every event of a borrowed connection.
-- $1 id  $2 project  $3 type  $4 version  $5 occurred_at  $6 data  $7 details  $8 invalid reason
-- $9     as $2 in publish.sql
-- Casts where a client that sends types of its own would send text.
select :"schema".store_event($1::uuid, $2, $3, $4::integer, $5::timestamptz, $6, $7::jsonb, $8, $9::xid8) as xid
