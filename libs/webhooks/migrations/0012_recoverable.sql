-- A recovery of a new webhook passed over what was just being sent to others, and did not come back: nobody ever sent that to
-- the new one.

-- Which of these events a recovery of the webhook sends again. The newest delivery says what became of an event; one
-- that any delivery has brought to the webhook, or still may, is left out. `missing`: no delivery at all, and neither
-- waiting in the outbox nor claimed (both are seen in one snapshot, so an event on its way is never called missing). One that
-- was published before the webhook was made is on its way to others only; text from SQL waits for the relay to normalise it.
create or replace function :"schema".recoverable(webhook uuid, candidates uuid[], wanted text[])
returns table (event_id uuid, n bigint, kind text, sendable boolean, event_project text, event_type text, replay smallint)
language sql stable as $$
  select c.id, c.n, coalesce(l.status::text, 'missing'), coalesce(e.sendable, false),
    coalesce(e.project_id, l.event_project_id), coalesce(e.type, l.event_type), l.replay
  from unnest(candidates) with ordinality c(id, n)
  left join lateral (
    select project_id, type, sequence, canonical, data is not null and invalid_reason is null as sendable
    from :"schema".events where id = c.id offset 0) e on true
  left join lateral (
    select d.status, d.replay, d.event_project_id, d.event_type from :"schema".deliveries d
    where d.event_id = c.id and d.webhook_id = webhook order by d.replay desc limit 1) l on true
  where coalesce(l.status::text, 'missing') = any (wanted)
    and not exists (select from :"schema".deliveries d
      where d.event_id = c.id and d.webhook_id = webhook and d.status in ('success', 'pending'))
    and (l.status is not null
      or e.canonical and e.sequence <= (select heard_from from :"schema".webhooks where id = webhook)
      or not (
        exists (select from :"schema".outbox o where o.event_id = c.id)
        or exists (select from :"schema".ordering_inbox i where i.event_id = c.id and webhook = any (i.webhook_ids))
        or exists (select from :"schema".leases s where s.webhook_ids is null and c.id = any (s.event_ids))))
$$;
