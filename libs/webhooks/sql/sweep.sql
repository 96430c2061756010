-- What changed since the last poll, in one row. Locks nothing.
select (select version from :"schema".configuration)::text as configuration,
  exists (select from :"schema".outbox where claims > 0) as outbox_suspects,
  exists (select from :"schema".queue where claims > 0) as queue_suspects,
  exists (select from :"schema".ordering_inbox) or exists (select from :"schema".ordering_lines) as ordering,
  exists (select from :"schema".webhooks where ordering_key is not null and deleted_at is null) as ordered_webhooks,
  (select min(expires_at) < now() from :"schema".leases) as dead_leases,
  (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms
