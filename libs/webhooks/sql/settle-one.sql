-- Ends one claimed delivery whose webhook is gone. Nothing when its day was dropped. Locks: its row.
-- $1 uuid event   $2 uuid webhook   $3 smallint replay   $4 text the event's project
insert into :"schema".deliveries as d (event_id, webhook_id, replay, project_id, event_project_id, event_type, status)
select event_id, webhook_id, replay, '', $4::text, '', 'failed' from :"schema".deliveries
where event_id = $1::uuid and webhook_id = $2::uuid and replay = $3::smallint
on conflict (event_id, webhook_id, replay) do update set status = 'failed', failure_reason = 'webhook_deleted',
  finished_at = now(), next_attempt_at = null where d.status = 'pending'
