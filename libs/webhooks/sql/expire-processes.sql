-- Forgets dispatchers whose heartbeat has ended. Locks: the rows.
delete from :"schema".processes where expires_at < now()
