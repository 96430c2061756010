-- Makes the partitions of one UTC day unless they are there. Locks: an advisory lock and the parents against other
-- makers, never against publishers.
-- `uncommitted`: this transaction holds that lock, so it may be the one that has made them, now or before, whoever asked for
-- it in there. They are gone again when it rolls back.
-- $1 date
select :"schema".ensure_day($1::date) as made,
  exists (select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and objsubid = 1
    and (classid::bigint << 32 | objid::bigint)
      = hashtextextended('posthorn.ensure_day ' || (parse_ident(':"schema"'))[1], 0)) as uncommitted
