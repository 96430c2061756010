-- Forgets the statistics of minutes past the retention. Locks: the rows.
-- $1 float8 age in seconds
delete from :"schema".delivery_minutes where minute < now() - make_interval(secs => $1::float8)
