-- Erases secrets whose grace after a rotation is over. Locks: the rows.
delete from :"schema".webhook_secrets where expires_at < now()
