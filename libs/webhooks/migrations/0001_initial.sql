-- The first schema. `:"schema"` is replaced by the quoted schema name.
--
-- Two families of tables. Configuration (webhooks, their secrets and health) is small, is changed by people and is
-- held together by composite foreign keys that carry the project. Traffic (events, outbox, queue, leases,
-- deliveries, attempts) is large and insert-heavy; it carries the project in every row and no foreign key.
-- project_id '' stands for the installation: no project.

create type :"schema".delivery_status as enum ('pending', 'success', 'failed', 'skipped');
create type :"schema".attempt_outcome as enum ('success', 'failed', 'blocked', 'unsendable', 'unknown');

-- Configuration ------------------------------------------------------------------------------------------------

create table :"schema".webhooks (
  id uuid primary key,
  project_id text not null default '' check (char_length(project_id) <= 64),
  external_id text check (char_length(external_id) between 1 and 64),
  name text not null default '',
  description text not null default '',
  url text not null,
  events jsonb not null,                                   -- as given: strings and {table, operations}
  collections text[] not null default '{}',
  tables text[] not null default '{}',
  filter jsonb,
  dialect text not null,
  signing boolean not null default true,
  tls_verify boolean not null default true,
  tls_ca text,
  sealed_headers bytea,                                    -- sealed JSON {name: value}
  header_names text[] not null default '{}',               -- what the API may show of them
  basic_auth_username text,
  sealed_basic_auth_password bytea,
  retry jsonb,                                             -- as given; null: the dialect's
  timeout_seconds real,
  rate_per_second integer,
  max_in_flight integer not null default 8,
  ordering_key text,
  disable_after jsonb,                                     -- {seconds} or {failures}
  metadata jsonb not null default '{}',
  paused boolean not null default false,
  disabled_reason text check (disabled_reason in ('manual', 'failing', 'gone')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (project_id, id)
);
create unique index webhooks_external_id on :"schema".webhooks (project_id, external_id)
  where external_id is not null and deleted_at is null;
create index webhooks_by_project on :"schema".webhooks (project_id, created_at desc, id desc) where deleted_at is null;

create table :"schema".webhook_secrets (
  project_id text not null,
  webhook_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('hmac', 'ed25519')),
  sealed bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,                                  -- end of the grace after a rotation; null: current
  primary key (webhook_id, id),
  foreign key (project_id, webhook_id) references :"schema".webhooks (project_id, id) on delete cascade
);

-- Narrow and hot: written by the finish statement, read by the sweep.
create table :"schema".webhook_health (
  project_id text not null,
  webhook_id uuid primary key,
  consecutive_failures integer not null default 0,
  failing_since timestamptz,
  last_success_at timestamptz,
  last_failure_at timestamptz,
  slow_until timestamptz,                                  -- 429, 502, 504 or Retry-After
  breaker_until timestamptz,                               -- first attempts wait until then
  breaker_level smallint not null default 0,
  foreign key (project_id, webhook_id) references :"schema".webhooks (project_id, id) on delete cascade
) with (fillfactor = 70);

-- One row. Every change of a webhook, secret or event type adds one in its own transaction; every claim returns it.
create table :"schema".configuration (
  only boolean primary key default true check (only),
  version bigint not null default 1
);
insert into :"schema".configuration default values;

-- Types that code declares are written here at boot, types registered over REST by the request.
create table :"schema".event_types (
  name text primary key check (name ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$' and char_length(name) <= 128),
  version integer not null default 1,
  source text not null check (source in ('code', 'api')),
  description text not null default '',
  schema jsonb,                                            -- null: any object
  example jsonb,
  resource jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- Traffic ------------------------------------------------------------------------------------------------------

create sequence :"schema".event_sequence;

create table :"schema".events (
  id uuid not null,                                        -- version 7: its time is its partition
  project_id text not null default '',
  type text not null,
  version integer not null default 1,
  occurred_at timestamptz not null default now(),
  sequence bigint not null default nextval(':"schema".event_sequence'),
  data text,                                               -- frozen compact JSON; null: erased
  details jsonb,                                           -- rare: {change}, {appwrite}, {test}, {traceparent}
  invalid_reason text,
  primary key (id)
) partition by range (id);
create index events_by_project on :"schema".events (project_id, id);

-- Stored, not yet fanned out. Insert and delete only.
create table :"schema".outbox (
  event_id uuid primary key,
  project_id text not null,
  claims smallint not null default 0                       -- claims lost with their process
);

-- Claimed work: of the outbox (webhook_ids null) or of the queue (parallel arrays).
-- `token` is random for every claim: a crashed database must not hand a fence out twice.
create table :"schema".leases (
  token uuid primary key default gen_random_uuid(),
  owner uuid not null,
  expires_at timestamptz not null,
  event_ids uuid[] not null,
  project_ids text[] not null,
  claims smallint[] not null,
  webhook_ids uuid[],
  replays smallint[],
  attempts smallint[],
  steps smallint[]
);
create index leases_by_owner on :"schema".leases (owner);

-- Deliveries that wait: retries, replays, first attempts without a slot. Insert and delete only.
create table :"schema".queue (
  webhook_id uuid not null,
  due_at timestamptz not null,
  event_id uuid not null,
  replay smallint not null default 0,
  project_id text not null,                                -- the event's
  attempts smallint not null default 0,                    -- attempt numbers used up
  steps smallint not null default 0,                       -- steps of the retry schedule used up
  claims smallint not null default 0,                      -- claims lost with their process
  ordering_hash bigint,
  primary key (webhook_id, due_at, event_id, replay)
);

create table :"schema".deliveries (
  event_id uuid not null,
  webhook_id uuid not null,
  replay smallint not null default 0,                      -- 0 is the original
  project_id text not null,                                -- the webhook's
  event_project_id text not null,
  event_type text not null,
  status :"schema".delivery_status not null,
  failure_reason text,
  attempts smallint not null default 0,
  status_code smallint,
  response_time_ms real,
  error_code text,
  error text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  next_attempt_at timestamptz,
  test boolean not null default false,
  recovery_id uuid,
  primary key (event_id, webhook_id, replay)
) partition by range (event_id);
create index deliveries_by_webhook on :"schema".deliveries (webhook_id, event_id);
-- Successes are the many; what people look for is the rest.
create index deliveries_not_success on :"schema".deliveries (project_id, webhook_id, event_id) where status <> 'success';

create table :"schema".attempts (
  event_id uuid not null,
  webhook_id uuid not null,
  replay smallint not null default 0,
  number smallint not null,
  project_id text not null,                                -- the webhook's
  outcome :"schema".attempt_outcome not null,
  started_at timestamptz not null,
  duration_ms real not null,
  status_code smallint,
  error_code text,
  error text,
  signed_headers text,                                     -- JSON of the headers that differ in each attempt
  response_headers text,
  response_body text,
  response_cut boolean not null default false,
  primary key (event_id, webhook_id, replay, number)
) partition by range (event_id);

-- Idempotent publishing. Unpartitioned: the key decides, not the day.
create table :"schema".publish_keys (
  project_id text not null,
  key text not null check (char_length(key) between 1 and 128),
  digest bytea not null,
  event_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (project_id, key)
);

create table :"schema".idempotency_keys (
  scope text not null,                                     -- digest of caller and route
  key text not null check (char_length(key) between 1 and 255),
  digest bytea not null,
  status_code smallint,                                    -- null: still running
  response text,
  created_at timestamptz not null default now(),
  primary key (scope, key)
);

-- Live dispatchers; each holds its share of every cap.
create table :"schema".processes (
  id uuid primary key,
  ordinal bigint generated always as identity,
  role text not null,
  host text not null,
  version text not null,
  started_at timestamptz not null default now(),
  expires_at timestamptz not null,
  seen bigint[] not null default '{}'                      -- ordinals that this process reckons with
);

create table :"schema".audit (
  id uuid primary key,
  project_id text not null default '',
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  target text not null,
  details jsonb not null default '{}'
);
create index audit_by_project on :"schema".audit (project_id, id desc);

-- Partitions ---------------------------------------------------------------------------------------------------

-- The smallest version-7 uuid of a moment: partition bounds and range conditions.
create function :"schema".uuid_floor(moment timestamptz) returns uuid language sql immutable strict parallel safe as $$
  select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;

-- A version-7 uuid of this moment, for events that SQL publishes.
create function :"schema".new_event_id() returns uuid language sql volatile parallel safe as $$
  select (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0')
    || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14, 3)
    || substr(replace(gen_random_uuid()::text, '-', ''), 17))::uuid
$$;
