-- Takes this dispatcher off the list: the others share its part at their next heartbeat.
-- $1 uuid this registration
delete from :"schema".processes where id = $1::uuid
