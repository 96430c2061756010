-- Remembers what was told of webhooks; a healthy one needs no row. Locks: their rows.
-- $1 uuid[] webhooks   $2 text[] projects   $3 text[] states   $4 boolean[] told
with input as (
  select u.* from unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[]) as u(webhook_id, project_id, state, told)
),
forgotten as (
  delete from :"schema".webhook_announcements a using input i where a.webhook_id = i.webhook_id and i.state = 'healthy'
)
insert into :"schema".webhook_announcements (webhook_id, project_id, state, told)
select webhook_id, project_id, state, told from input where state <> 'healthy'
on conflict (webhook_id) do update set state = excluded.state, told = excluded.told, since = now()
