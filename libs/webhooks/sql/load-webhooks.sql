-- Every webhook with its secrets and health, for the memory of a dispatcher. Locks nothing.
select w.id::text as id, w.project_id, w.external_id, w.name, w.url, w.events, w.collections, w.tables, w.filter, w.dialect,
  w.signing, w.tls_verify, w.tls_ca, w.sealed_headers, w.basic_auth_username, w.sealed_basic_auth_password, w.retry,
  w.timeout_seconds::float8 as timeout_seconds, w.rate_per_second, w.max_in_flight, w.ordering_key,
  w.ordering_generation, w.disable_after, w.paused, w.disabled_reason, w.heard_from::float8 as heard_from, extract(epoch from w.updated_at)::float8 as updated_at,
  (select json_agg(json_build_object('id', s.id, 'kind', s.kind, 'sealed', encode(s.sealed, 'base64'),
      'expires_in', extract(epoch from s.expires_at - now())) order by s.expires_at is not null, s.created_at desc, s.id desc)
   from :"schema".webhook_secrets s
   where s.webhook_id = w.id and (s.expires_at is null or s.expires_at > now())) as secrets
from :"schema".webhooks w where w.deleted_at is null
