-- Every table that may be watched, and those that are waited for. Locks nothing.
select w.schema_name as "schema", w.table_name as "table",
  case when w.installed then 'installed' when w.wanted then 'pending' else 'available' end as state,
  w.key_columns, w.has_project as "hasProject", w.project_column
from (
  select t.*, exists (select from pg_attribute a where a.attrelid = t.relation and a.attname = t.project_column
    and a.attnum > 0 and not a.attisdropped) as has_project
  from :"schema".watchable_tables t
) w
union all
select w.schema_name, w.table_name, 'missing', '{}', false, ''
from :"schema".watched_tables w
where w.schema_name <> '*' and w.table_name <> '*' and :"schema".table_verdict(w.schema_name, w.table_name) = 'missing'
order by 1, 2
