-- Claims a message for a while, or tells how it stands. A claim that has ended may be taken over.
-- $1 source  $2 id  $3 the claim  $4 seconds
with claimed as (
  insert into :"schema".webhook_inbox (source, id, claim, claimed_until)
  values ($1, $2, $3, now() + make_interval(secs => $4))
  on conflict (source, id) do update set claim = excluded.claim, claimed_until = excluded.claimed_until
    where webhook_inbox.done_at is null and webhook_inbox.claimed_until <= now()
  returning 1
)
select case when exists (select from claimed) then 'claimed'
            when exists (select from :"schema".webhook_inbox where source = $1 and id = $2 and done_at is not null) then 'done'
            else 'busy' end as state
