-- What is measured in the database, in one row. Counts stop at ten thousand; locks nothing.
select
  coalesce((select extract(epoch from now()) - ('x' || left(replace(event_id::text, '-', ''), 12))::bit(48)::bigint / 1000.0
    from :"schema".outbox order by event_id limit 1), 0)::float8 as outbox_lag,
  (select count(*) from (select from :"schema".outbox limit 10000) o)::integer as outbox,
  (select count(*) from (select from :"schema".queue limit 10000) q)::integer as queue,
  (select count(*) from :"schema".leases)::integer as leases,
  (select count(*) from :"schema".webhook_health where breaker_until > now())::integer as breakers_open,
  (select count(*) from :"schema".webhook_health where breaker_until <= now())::integer as breakers_half_open,
  (select count(*) from :"schema".webhook_health where breaker_until is null)::integer as breakers_closed
