-- Disables a webhook that answered 410 or has only failed, and moves the configuration version. Does nothing when
-- somebody was faster, or when a success came in between.
-- Locks: the webhook's row, then the configuration row until commit.
-- $1 uuid webhook   $2 text reason: gone or failing
with disabled as (
  update :"schema".webhooks w set disabled_reason = $2::text, updated_at = now()
  where w.id = $1::uuid and w.disabled_reason is null and w.deleted_at is null
    and ($2::text <> 'failing' or exists (
      select from :"schema".webhook_health h where h.webhook_id = w.id and h.failing_since is not null))
  returning w.id
),
moved as (
  update :"schema".configuration set version = version + 1 where exists (select from disabled)
)
select count(*)::integer as disabled from disabled
