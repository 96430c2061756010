-- A delivery carries the moment at which the transaction of its outcome began, and one that waits (behind an index that
-- somebody builds, say) is committed much later. Since when the oldest transaction has been going on that writes
-- deliveries now, but five minutes at most; null when there is none.
create function :"schema".writing_deliveries_since() returns timestamptz language sql
set search_path = pg_catalog, pg_temp as $$
  select greatest(min(a.xact_start), clock_timestamp() - interval '5 minutes')
  from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'relation' and l.relation = ':"schema".deliveries'::regclass and l.mode = 'RowExclusiveLock'
    and a.datname = current_database()
  having count(*) > 0
$$;
