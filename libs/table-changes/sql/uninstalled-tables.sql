-- The tables under a name whose triggers are not all there. Locks nothing.
-- $1 text  schema, $2 text  table; `*` for every one
select w.relation::text as relation from :"schema".watchable_tables w
where w.wanted and not w.installed
  and ($1::text = '*' or w.schema_name = $1::text) and ($2::text = '*' or w.table_name = $2::text)
order by w.schema_name, w.table_name
