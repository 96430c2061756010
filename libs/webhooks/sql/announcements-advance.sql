-- Locks: the row, which the window holds already.
-- $1 timestamptz  up to where failed deliveries were looked through
update :"schema".announcements set deliveries_until = $1::timestamptz
