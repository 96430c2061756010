-- Makes the partitions of one UTC day unless they are there. Locks: an advisory lock and the parents against other
-- makers, never against publishers.
-- $1 date
select :"schema".ensure_day($1::date) as made
