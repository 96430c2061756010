-- Drops the partitions of one day, or thins them out to what is undelivered. Locks: the day's tables and the parents,
-- exclusively; the caller's transaction has a short lock_timeout.
-- From a table of one row, not from nothing: a session hears of tables that others have dropped when it locks one. Without
-- it, a process that had listed the day before another dropped it, and then got the duty's lock, asked for what was gone.
-- $1 date
select :"schema".end_day($1::date) as result from :"schema".configuration
