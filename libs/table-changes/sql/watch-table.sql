-- Wants a table's changes and installs the triggers, unless somebody writes it for longer than 200 ms.
-- Locks: SHARE ROW EXCLUSIVE on the table while its triggers are made.
-- $1 text  schema, $2 text  table; `*` for every one
select :"schema".watch_table($1::text, $2::text) as state
