-- Writes the pending row of first attempts that are still open after a second, so that they can be seen. No queue row:
-- the lease holds them (attempts = 0 and no next attempt is how the recovery of a lost lease knows them).
-- Locks: each lease for key share.
-- $1 uuid[] tokens, one per row   $2 uuid[] events   $3 uuid[] webhooks   $4 text[] the webhook's project
-- $5 text[] the event's project   $6 text[] event types   $7 float8[] seconds since the claim
with r as materialized (
  select u.* from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::float8[])
    as u(token, event_id, webhook_id, project_id, event_project, event_type, began_ago)
  where exists (select from :"schema".leases l where l.token = u.token)
)
insert into :"schema".deliveries (event_id, webhook_id, project_id, event_project_id, event_type, status, created_at)
select event_id, webhook_id, project_id, event_project, event_type, 'pending', now() - make_interval(secs => began_ago) from r
-- Not of a day that somebody has dropped: there is no partition for it, and all the others would not be shown either.
cross join lateral (select from :"schema".events where id = r.event_id offset 0) there
on conflict do nothing
