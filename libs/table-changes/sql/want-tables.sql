-- Notes that tables are wanted, in the transaction of whoever wants them; the tick installs what is not installed by then.
-- Locks: the new rows.
-- $1 json  array of {schema, table}; `*` for every one
insert into :"schema".watched_tables (schema_name, table_name)
select g."schema", g."table" from json_to_recordset($1::json) as g("schema" text, "table" text)
order by 1, 2
on conflict do nothing
