-- What can be said of tables, in the order in which they are asked for. Locks nothing.
-- $1 json  array of {schema, table}; `*` for every one
select :"schema".table_verdict(g.item ->> 'schema', g.item ->> 'table') as state
from json_array_elements($1::json) with ordinality as g(item, n)
order by g.n
