-- Replaces the rules by those of the configuration; returns how many were different.
-- Locks: the rows that change. Writes nothing when all is as it was, which is what every boot but the first finds.
-- $1 json  array of {schema_name, table_name, allowed, project_column, excluded_columns}
with given as (
  select * from json_to_recordset($1::json)
    as g(schema_name text, table_name text, allowed boolean, project_column text, excluded_columns text[])
),
gone as (
  delete from :"schema".table_rules r where not exists (select from given g
    where g.schema_name = r.schema_name and g.table_name = r.table_name and g.allowed = r.allowed)
  returning 1
),
changed as (
  insert into :"schema".table_rules as r (schema_name, table_name, allowed, project_column, excluded_columns)
  select schema_name, table_name, allowed, project_column, excluded_columns from given
  on conflict (schema_name, table_name, allowed) do update
    set project_column = excluded.project_column, excluded_columns = excluded.excluded_columns
    where (r.project_column, r.excluded_columns) is distinct from (excluded.project_column, excluded.excluded_columns)
  returning 1
)
select ((select count(*) from gone) + (select count(*) from changed))::integer as changes
