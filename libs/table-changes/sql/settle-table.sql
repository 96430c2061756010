-- Installs or removes the triggers of one table, in a transaction of its own: `installed`, `removed`, `pending`.
-- Locks: as watch-table and unwatch-table.
-- $1 oid  the table
select :"schema".settle_table($1::oid) as state
