-- Disables a webhook that answered 410 or has only failed, and moves the configuration version. Does nothing when
-- somebody was faster, when a success came in between, or when the URL that answered is not the webhook's any more.
-- Locks: the webhook's row, then the configuration row until commit.
-- $1 uuid webhook   $2 text reason: gone or failing   $3 text the URL that answered; null: whatever it is
with disabled as (
  update :"schema".webhooks w set disabled_reason = $2::text, updated_at = now()
  where w.id = $1::uuid and w.disabled_reason is null and w.deleted_at is null
    and ($3::text is null or w.url = $3::text)
    and ($2::text <> 'failing' or exists (
      select from :"schema".webhook_health h where h.webhook_id = w.id and h.failing_since is not null))
  returning w.id
),
moved as (
  update :"schema".configuration set version = version + 1 where exists (select from disabled)
)
select count(*)::integer as disabled from disabled
