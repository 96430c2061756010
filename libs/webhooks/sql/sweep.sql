-- What changed since the last poll, in one row. Locks nothing.
-- Suspects are looked for in order: the planner takes the small index then. For EXISTS it expected a third of a table
-- without statistics to qualify and read all of it in search of the first (25 ms with 100,000 rows in each).
select (select version from :"schema".configuration)::text as configuration,
  (select claims from :"schema".outbox where claims > 0 order by claims limit 1) is not null as outbox_suspects,
  (select claims from :"schema".queue where claims > 0 order by claims limit 1) is not null as queue_suspects,
  exists (select from :"schema".ordering_inbox) or exists (select from :"schema".ordering_lines) as ordering,
  exists (select from :"schema".webhooks where ordering_key is not null and deleted_at is null) as ordered_webhooks,
  (select min(expires_at) < now() from :"schema".leases) as dead_leases,
  (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms
