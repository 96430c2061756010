-- Extends the leases of this process that still hold, and returns those: what is missing is lost.
-- An expired lease is not revived: its takeover may be under way.
-- Locks: the lease rows (no key update: a finish that holds them for key share does not wait).
-- $1 uuid[]  tokens
-- $2 float8  length of the lease, seconds
update :"schema".leases set expires_at = now() + make_interval(secs => $2::float8)
where token = any($1::uuid[]) and expires_at > now()
returning token::text as token
