-- Takes back the keys of a batch that clashed, in the caller's transaction: a key must never name an event that was
-- not stored, even when the caller swallows the error and commits.
-- $1 uuid[]  ids that the batch would have stored
delete from :"schema".publish_keys where event_id = any($1::uuid[])
