-- Removes webhooks that were deleted longer ago than anything of them is kept; secrets and health go with them.
-- $1 float8 age in seconds
delete from :"schema".webhooks where deleted_at < now() - make_interval(secs => $1::float8)
