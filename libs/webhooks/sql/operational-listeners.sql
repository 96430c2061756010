-- Webhooks that may have asked for events about webhooks; which ones they hear is decided in memory. Locks nothing.
select id::text as id, project_id, events, collections, tables, filter, dialect
from :"schema".webhooks where deleted_at is null and events::text ~ '"(webhook|delivery)\.'
