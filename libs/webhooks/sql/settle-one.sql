-- Ends one claimed delivery whose webhook is gone. Locks: its row.
-- $1 uuid event   $2 uuid webhook   $3 smallint replay   $4 text the event's project
insert into :"schema".deliveries as d (event_id, webhook_id, replay, project_id, event_project_id, event_type, status)
values ($1::uuid, $2::uuid, $3::smallint, '', $4::text, '', 'failed')
on conflict (event_id, webhook_id, replay) do update set status = 'failed', failure_reason = 'webhook_deleted',
  finished_at = now(), next_attempt_at = null where d.status = 'pending'
