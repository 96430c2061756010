-- Which minutes have to be written, in one row: from the first one that is not final, or an hour ago when none was ever
-- written; at most so many at once. A minute is final some seconds after its end: what ends in it is committed then. Unless a
-- transaction that writes deliveries began in it and goes on still: that one is waited for (0016_writing_since.sql).
-- Locks: the statistics row, until the transaction ends. No row: another process is at it.
-- $1 integer minutes at most   $2 float8 seconds after which a minute is final
with state as (
  select coalesce(final_until, date_trunc('minute', now()) - interval '1 hour') as since
  from :"schema".statistics for update skip locked
),
bounds as (
  select since, least(since + make_interval(mins => $1::integer), date_trunc('minute', now()) + interval '1 minute') as until
  from state
)
select since, until, until <= now() as more,
  greatest(since, least(until, date_trunc('minute',
    least(now() - make_interval(secs => $2::float8), :"schema".writing_deliveries_since())))) as final_until
from bounds
