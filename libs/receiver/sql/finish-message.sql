-- The work is done; only whoever still holds the claim says so.
-- $1 source  $2 id  $3 the claim
update :"schema".webhook_inbox set done_at = now(), claim = null, claimed_until = null
 where source = $1 and id = $2 and claim = $3 and done_at is null
