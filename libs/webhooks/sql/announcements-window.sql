-- Up to where failed deliveries were looked through. Locks: the row, until the transaction ends. No row: another
-- process is at it.
select deliveries_until, clock_timestamp() as now from :"schema".announcements for update skip locked
