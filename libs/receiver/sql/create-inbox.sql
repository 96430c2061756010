-- The messages that were worked on, per sender. A row without `done_at` is claimed until `claimed_until`.
create table if not exists :"schema".webhook_inbox (
  source text not null,
  id text not null,
  received_at timestamptz not null default now(),
  done_at timestamptz,
  claim text,
  claimed_until timestamptz,
  primary key (source, id)
)
