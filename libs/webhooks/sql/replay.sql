-- Makes a new delivery of the same event for the same webhook, due now. No row: there is no such delivery.
-- `expired`: the payload was erased or its day was dropped; nothing was made then.
-- $1 uuid event   $2 uuid webhook   $3 smallint replay number of the delivery to repeat   $4 uuid recovery, or null
with original as (
  select d.*, coalesce((select e.data is not null from :"schema".events e where e.id = d.event_id), false) as sendable
  from :"schema".deliveries d where d.event_id = $1::uuid and d.webhook_id = $2::uuid and d.replay = $3::smallint
),
made as (
  insert into :"schema".deliveries (event_id, webhook_id, replay, project_id, event_project_id, event_type, status,
    next_attempt_at, replay_of, recovery_id)
  select o.event_id, o.webhook_id,
    (select max(replay) + 1 from :"schema".deliveries where event_id = $1::uuid and webhook_id = $2::uuid),
    o.project_id, o.event_project_id, o.event_type, 'pending', now(), o.replay, $4::uuid
  from original o where o.sendable
  on conflict do nothing
  returning event_id, webhook_id, replay, event_project_id
),
queued as (
  insert into :"schema".queue (webhook_id, lane, due_at, event_id, replay, project_id)
  select webhook_id, 0, now(), event_id, replay, event_project_id from made
)
select m.replay, not o.sendable as expired from original o left join made m on true
