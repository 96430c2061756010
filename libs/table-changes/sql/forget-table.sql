-- Notes that a table is not wanted any more. Locks: that row.
-- $1 text  schema, $2 text  table; `*` for every one
delete from :"schema".watched_tables where schema_name = $1::text and table_name = $2::text
