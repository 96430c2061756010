-- Drops the partitions of one day, or thins them out to what is undelivered. Locks: the day's tables and the parents,
-- exclusively; the caller's transaction has a short lock_timeout.
-- $1 date
select :"schema".end_day($1::date) as result
