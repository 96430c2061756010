-- The days that have partitions, oldest first.
select to_char(to_date(right(c.relname, 8), 'YYYYMMDD'), 'YYYY-MM-DD') as day
from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = ':"schema".events'::regclass and c.relname ~ '^events_[0-9]{8}$'
order by 1
