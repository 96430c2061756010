-- The work has failed; the next attempt may claim it.
-- $1 source  $2 id  $3 the claim
delete from :"schema".webhook_inbox where source = $1 and id = $2 and claim = $3 and done_at is null
