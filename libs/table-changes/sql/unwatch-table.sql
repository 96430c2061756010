-- Takes the triggers off a table, unless somebody uses it for longer than 200 ms.
-- Locks: ACCESS EXCLUSIVE on the table for the moment of DROP TRIGGER.
-- $1 text  schema, $2 text  table; `*` for every one
select :"schema".unwatch_table($1::text, $2::text) as state
