-- Whether this process is the one that does what is done now and then: nobody has begun it for so long.
-- Locks: its row, so that of several that ask at the same moment one gets it.
-- $1 text    what
-- $2 float8  seconds for which one beginning counts
insert into :"schema".ticks as t (name, begun_at) values ($1::text, now())
on conflict (name) do update set begun_at = excluded.begun_at
  where t.begun_at <= now() - make_interval(secs => $2::float8)
returning name
