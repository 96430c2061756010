-- The version that every change of a webhook, secret or event type moves.
select version::text as version from :"schema".configuration
