-- Webhooks whose health holds something back, for the poll. Locks nothing.
select webhook_id::text as webhook_id, failed_attempts,
  extract(epoch from slow_until - now())::float8 as slow_for,
  extract(epoch from breaker_until - now())::float8 as breaker_for
from :"schema".webhook_health
where failed_attempts > 0 or slow_until > now() or breaker_until is not null
