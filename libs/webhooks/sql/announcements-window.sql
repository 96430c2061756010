-- Up to where failed deliveries were looked through, and up to where this look will be good for: not beyond the oldest
-- transaction that writes deliveries now (0016_writing_since.sql), which commits later than any overlap that is looked at
-- again. Locks: the row, until the transaction ends. No row: another process is at it.
select deliveries_until, clock_timestamp() as now, least(clock_timestamp(), :"schema".writing_deliveries_since()) as until
from :"schema".announcements for update skip locked
