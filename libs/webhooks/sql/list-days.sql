-- The days that have partitions, oldest first, and the database's own day.
select to_char(now() at time zone 'UTC', 'YYYY-MM-DD') as today,
  to_json(array(
    select to_char(to_date(right(c.relname, 8), 'YYYYMMDD'), 'YYYY-MM-DD')
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = ':"schema".events'::regclass and c.relname ~ '^events_[0-9]{8}$'
    order by 1
  )) as days
