-- The event types, for matching and rendering. Locks nothing.
select name, version, source, schema, resource from :"schema".event_types
