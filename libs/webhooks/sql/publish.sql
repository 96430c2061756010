-- Stores several events (one: publish-one.sql) and their outbox rows in the caller's transaction. One row, with the transaction's id; none,
-- and nothing stored, unless the statement ran in that transaction.
-- Locks: nothing but the new rows. No NOTIFY here: inside the business transaction it costs up to 97 % of the commits.
-- A call and not the statement itself, which takes twice as long to plan as to run (0004_store_events.sql): measured for a
-- transaction with one other insert, 270 µs more of a backend's time instead of 600, on a machine that did other things too.
-- $1 json   array of {id, project, type, version, occurred_at, data, details, invalid}
-- $2 xid8   null: believe an assigned transaction id; otherwise the id that was read from this transaction before
-- One json parameter instead of array parameters: every client passes a text, not every client passes arrays.
select s.xid from :"schema".store_events($1::json, $2::xid8) as s(xid) where s.xid is not null
