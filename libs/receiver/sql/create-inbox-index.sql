-- For forgetting what is old.
create index if not exists webhook_inbox_received_at on :"schema".webhook_inbox (received_at)
