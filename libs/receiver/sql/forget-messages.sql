-- Forgets what came in long ago. A claim that has ended goes too.
-- $1 seconds
delete from :"schema".webhook_inbox
 where received_at < now() - make_interval(secs => $1) and (done_at is not null or claimed_until < now())
