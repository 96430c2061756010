-- Up to where failed deliveries were looked through, and up to where this look will be good for: a delivery carries the
-- moment at which the transaction of its outcome began, so not beyond the oldest transaction that writes deliveries now, but
-- five minutes at most. One that waits behind an index that somebody builds commits later than any overlap that is looked at
-- again. Locks: the row, until the transaction ends. No row: another process is at it.
select deliveries_until, clock_timestamp() as now, least(clock_timestamp(), (
    select greatest(min(a.xact_start), clock_timestamp() - interval '5 minutes')
    from pg_locks l join pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'relation' and l.relation = ':"schema".deliveries'::regclass and l.mode = 'RowExclusiveLock'
      and a.datname = current_database()
    having count(*) > 0)) as until
from :"schema".announcements for update skip locked
