-- Whether this process may do the housekeeping now: held until the transaction ends.
-- $1 text  which duty
select pg_try_advisory_xact_lock(hashtextextended('posthorn housekeeping of :"schema" ' || $1::text, 0)) as won
