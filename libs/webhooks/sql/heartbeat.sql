-- Registers this dispatcher, or says that it is alive and which others it reckons with; returns all that live.
-- Locks: its own row.
-- $1 uuid this registration   $2 text host   $3 text version   $4 float8 seconds until it counts as gone
-- $5 bigint[] ordinals that its shares leave room for
with mine as (
  insert into :"schema".processes (id, role, host, version, expires_at, seen)
  values ($1::uuid, 'dispatcher', $2::text, $3::text, now() + make_interval(secs => $4::float8), $5::bigint[])
  on conflict (id) do update set expires_at = excluded.expires_at, seen = excluded.seen
  returning id, ordinal, seen
)
select id::text as id, ordinal::text as ordinal, array_to_json(seen)::text as seen from mine
union all
select id::text, ordinal::text, array_to_json(seen)::text from :"schema".processes
where expires_at > now() and id <> $1::uuid
