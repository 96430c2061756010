-- The first schema. `:"schema"` is replaced by the quoted schema name.
--
-- Two families of tables. Configuration (webhooks, their secrets and health) is small, is changed by people and is
-- held together by composite foreign keys that carry the project. Traffic (events, outbox, queue, leases,
-- deliveries, attempts) is large and insert-heavy; it carries the project in every row and no foreign key.
-- project_id '' stands for the installation: no project.

create type :"schema".delivery_status as enum ('pending', 'success', 'failed', 'skipped');
create type :"schema".attempt_outcome as enum ('success', 'failed', 'blocked', 'unsendable', 'unknown');

-- Order of publishing, over all projects. Webhooks remember where it stood when they were made.
create sequence :"schema".event_sequence;

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
  ordering_generation integer not null default 0,          -- how often ordering_key was changed
  disable_after jsonb,                                     -- {seconds} or {failures}
  metadata jsonb not null default '{}',
  paused boolean not null default false,
  disabled_reason text check (disabled_reason in ('manual', 'failing', 'gone')),
  -- Events up to this one were published before the webhook was made and are not for it, however late they are fanned out.
  heard_from bigint not null default coalesce(pg_sequence_last_value(':"schema".event_sequence'), 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (project_id, id)
);
create unique index webhooks_external_id on :"schema".webhooks (project_id, external_id)
  where external_id is not null and deleted_at is null;
create index webhooks_by_project on :"schema".webhooks (project_id, created_at desc, id desc) where deleted_at is null;
create index webhooks_ordered on :"schema".webhooks (project_id) where ordering_key is not null and deleted_at is null;

-- Deliveries that were lined up by another key come first: that is what the generation is for.
create function :"schema".note_ordering_change() returns trigger language plpgsql as $$
begin
  new.ordering_generation := old.ordering_generation + 1;
  return new;
end
$$;
create trigger ordering_changed before update of ordering_key on :"schema".webhooks
  for each row when (old.ordering_key is distinct from new.ordering_key)
  execute function :"schema".note_ordering_change();

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
  consecutive_failures integer not null default 0,         -- deliveries in a row that ended failed; > 0: failing
  failed_attempts integer not null default 0,              -- attempts in a row that failed: opens the breaker
  failing_since timestamptz,                               -- first failed attempt since the last success
  last_success_at timestamptz,
  last_failure_at timestamptz,
  slow_until timestamptz,                                  -- 429, 502, 504: first attempts wait until then
  breaker_until timestamptz,                               -- first attempts wait until then
  breaker_level smallint not null default 0,
  foreign key (project_id, webhook_id) references :"schema".webhooks (project_id, id) on delete cascade
) with (fillfactor = 70);

-- One row. Every change of a webhook, secret or event type adds one in its own transaction; every claim returns it.
create table :"schema".configuration (
  single boolean primary key default true check (single),
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

create table :"schema".events (
  id uuid not null,                                        -- version 7: its time is its partition
  project_id text not null default '',
  type text not null,
  version integer not null default 1,
  occurred_at timestamptz not null default now(),
  sequence bigint not null default nextval(':"schema".event_sequence'),
  data text,                                               -- frozen compact JSON; null: erased
  details jsonb,                                           -- rare: {kind, change, appwrite, test, traceparent}
  canonical boolean not null default true,                 -- false: text from SQL that the relay has yet to normalise
  invalid_reason text,                                     -- set: stored, shown, never delivered
  primary key (id)
) partition by range (id);
create index events_by_project on :"schema".events (project_id, id);

-- Stored, not yet fanned out. Insert and delete only.
create table :"schema".outbox (
  event_id uuid primary key,
  project_id text not null,
  claims smallint not null default 0                       -- claims lost with their process
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
-- Events that were claimed by a process that died. Almost always empty, so it costs the publisher nothing.
create index outbox_suspects on :"schema".outbox (claims, event_id) where claims > 0;

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
  lanes smallint[],
  replays smallint[],
  attempts smallint[],
  steps smallint[]
) with (fillfactor = 50);
create index leases_by_owner on :"schema".leases (owner);

-- Deliveries that wait: retries, replays, first attempts without a slot. Insert and delete only. The primary key is
-- the only index that a claim uses; `lane` comes before the due time because a breaker, a slow-down and a rate hold
-- back first attempts and not retries, and skipping over them row by row would cost a scan of the whole backlog.
create table :"schema".queue (
  webhook_id uuid not null,
  lane smallint not null,                                  -- 0 retries and replays, 1 first attempts
  due_at timestamptz not null,
  event_id uuid not null,
  replay smallint not null default 0,
  project_id text not null,                                -- the event's
  attempts smallint not null default 0,                    -- attempt numbers used up
  steps smallint not null default 0,                       -- steps of the retry schedule used up
  claims smallint not null default 0,                      -- claims lost with their process
  primary key (webhook_id, lane, due_at, event_id, replay)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
create index queue_suspects on :"schema".queue (claims, due_at) where claims > 0;

-- Webhooks with an ordering_key. Their deliveries stand in a line per key, and only the first of each is in the queue
-- (or leased): a key holder is all that the rest of the engine ever sees. Empty where no webhook asks for an order.

-- Claimed from the outbox and not lined up yet. Written by the claim itself, so that an event is in one of the two.
create table :"schema".ordering_inbox (
  sequence bigint primary key,                             -- the event's
  event_id uuid not null,
  project_id text not null,                                -- the event's
  webhook_ids uuid[] not null                              -- that may hear it and had an ordering_key at the claim
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Deliveries with a key, from the fan-out to their end.
create table :"schema".ordering_lines (
  webhook_id uuid not null,
  generation integer not null,                             -- the webhook's ordering_generation at the fan-out
  hash bigint not null,                                    -- of the key's value: two values in one line harm nobody
  sequence bigint not null,                                -- the event's
  event_id uuid not null,
  project_id text not null,                                -- the event's
  due_at timestamptz not null,                             -- not before this, whoever is in front
  primary key (webhook_id, generation, hash, sequence)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Whose turn it is: at most one delivery of each webhook and key, by the primary key.
create table :"schema".ordering_heads (
  webhook_id uuid not null,
  hash bigint not null,
  generation integer not null,
  sequence bigint not null,
  event_id uuid not null,
  primary key (webhook_id, hash)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index ordering_heads_by_event on :"schema".ordering_heads (event_id, webhook_id);

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
  next_attempt_at timestamptz,                             -- null while a first attempt is open: no queue row yet
  test boolean not null default false,
  replay_of smallint,                                      -- the replay number of the delivery that this one repeats
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
  signed_headers text,                                     -- those that differ in each attempt: signed-headers.ts
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
create index publish_keys_age on :"schema".publish_keys using brin (created_at);

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
  select (lpad(to_hex(floor(extract(epoch from moment) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;

-- A version-7 uuid of this moment, for events that SQL publishes: milliseconds, version, twelve bits of their fraction (so
-- that the rows of one statement keep their order), then those of a random one.
create function :"schema".new_event_id() returns uuid language sql volatile parallel safe as $$
  select (overlay(lpad(to_hex(floor(date_part('epoch', clock_timestamp()) * 4096000)::bigint), 15, '0') placing '7' from 13 for 0)
    || substr(gen_random_uuid()::text, 19))::uuid
$$;

-- Makes the partitions of one UTC day unless they are there; says whether it did. CREATE then ATTACH: unlike
-- CREATE … PARTITION OF it takes no lock that conflicts with publishers. Makers are serialised by an advisory lock,
-- so the loser finds the day made instead of failing with "already exists".
create function :"schema".ensure_day(day date) returns boolean language plpgsql as $$
declare
  home constant text := (parse_ident(':"schema"'))[1];
  suffix constant text := to_char(day, 'YYYYMMDD');
  parent text;
begin
  if to_regclass(format('%I.%I', home, 'attempts_' || suffix)) is not null then
    return false;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('posthorn.ensure_day ' || home, 0));
  if to_regclass(format('%I.%I', home, 'attempts_' || suffix)) is not null then
    return false;
  end if;
  foreach parent in array array['events', 'deliveries', 'attempts'] loop
    execute format('create table %1$I.%3$I (like %1$I.%2$I including all) with (fillfactor = %4$s)',
      home, parent, parent || '_' || suffix, case parent when 'deliveries' then 90 else 100 end);
    execute format('alter table %1$I.%2$I attach partition %1$I.%3$I for values from (%4$L) to (%5$L)',
      home, parent, parent || '_' || suffix,
      :"schema".uuid_floor(day::timestamp at time zone 'UTC'),
      :"schema".uuid_floor((day + 1)::timestamp at time zone 'UTC'));
  end loop;
  return true;
end
$$;

-- Ends one UTC day: drops its partitions (78 ms for 1,000,000 deliveries and attempts, where DELETE took 1.4 s and left
-- the files as large). Undelivered rows stay: then the partitions are replaced by small ones that hold only those and
-- their events. Answers `absent`, `dropped`, `thinned`, or `kept` when there is nothing to take away.
-- The locks on the parents conflict with publishers: call it with a short lock_timeout and try again later.
create function :"schema".end_day(day date) returns text language plpgsql as $$
declare
  home constant text := (parse_ident(':"schema"'))[1];
  suffix constant text := to_char(day, 'YYYYMMDD');
  low constant uuid := :"schema".uuid_floor(day::timestamp at time zone 'UTC');
  high constant uuid := :"schema".uuid_floor((day + 1)::timestamp at time zone 'UTC');
  parent text;
  undelivered boolean;
  finished boolean;
begin
  if to_regclass(format('%I.%I', home, 'deliveries_' || suffix)) is null then
    return 'absent';
  end if;
  -- The day's own tables first: nobody can make a delivery wait in them any more, and nothing else is held up by it.
  execute format('lock table %1$I.%2$I, %1$I.%3$I, %1$I.%4$I in access exclusive mode',
    home, 'events_' || suffix, 'deliveries_' || suffix, 'attempts_' || suffix);
  create temporary table undelivered_events (id uuid primary key) on commit drop;
  execute format('insert into undelivered_events select distinct event_id from %I.%I where status = ''pending''
      union select event_id from :"schema".outbox where event_id >= $1 and event_id < $2
      union select event_id from :"schema".ordering_inbox where event_id >= $1 and event_id < $2
      union select l.id from :"schema".leases, unnest(event_ids) l(id) where l.id >= $1 and l.id < $2',
    home, 'deliveries_' || suffix) using low, high;
  undelivered := exists (select from undelivered_events);
  if undelivered then
    execute format('select exists (select from %I.%I e where not exists (select from undelivered_events u where u.id = e.id))',
      home, 'events_' || suffix) into finished;
    if not finished then
      drop table undelivered_events;
      return 'kept';
    end if;
  end if;
  foreach parent in array array['attempts', 'deliveries', 'events'] loop
    if undelivered then
      execute format('create table %1$I.%3$I (like %1$I.%2$I including all)', home, parent, parent || '_new');
      execute format('insert into %1$I.%2$I select * from %1$I.%3$I where %4$I in (select id from undelivered_events)',
        home, parent || '_new', parent || '_' || suffix, case parent when 'events' then 'id' else 'event_id' end);
    end if;
    execute format('alter table %1$I.%2$I detach partition %1$I.%3$I', home, parent, parent || '_' || suffix);
    execute format('drop table %1$I.%2$I', home, parent || '_' || suffix);
    if undelivered then
      execute format('alter table %1$I.%2$I rename to %3$I', home, parent || '_new', parent || '_' || suffix);
      execute format('alter table %1$I.%2$I attach partition %1$I.%3$I for values from (%4$L) to (%5$L)',
        home, parent, parent || '_' || suffix, low, high);
    end if;
  end loop;
  drop table undelivered_events;
  return case when undelivered then 'thinned' else 'dropped' end;
end
$$;

select :"schema".ensure_day((now() at time zone 'UTC')::date + ahead) from generate_series(-1, 7) ahead;

-- Publishing by SQL --------------------------------------------------------------------------------------------

-- Publishes an event in the current transaction; returns its id (of the first one when `id` was seen before).
-- Checks what needs no process: a registered type, an object at the root, the size. The relay brings the text into
-- the form that JSON.stringify gives and checks the rest. SQLSTATE PH001: refused; PH002: `id` with other contents.
create function :"schema".publish(project_id text, type text, data json, id text default null) returns text
language plpgsql as $$
#variable_conflict use_variable
declare
  event uuid := :"schema".new_event_id();
  content bytea;
  known record;
begin
  if not exists (select from :"schema".event_types t where t.name = type) then
    raise exception 'unknown_event_type: "%" is not a registered event type', type using errcode = 'PH001';
  end if;
  if data is null or json_typeof(data) <> 'object' then
    raise exception 'invalid_payload: the payload of an event is a JSON object' using errcode = 'PH001';
  end if;
  if octet_length(data::text) > 262144 then
    raise exception 'payload_too_large: a payload has at most 262144 bytes' using errcode = 'PH001';
  end if;
  if project_id = '' or char_length(project_id) > 64 then
    raise exception 'invalid_project_id: a project id has 1 to 64 characters' using errcode = 'PH001';
  end if;
  if id is not null then
    if char_length(id) not between 1 and 128 then
      raise exception 'invalid_id: an id has 1 to 128 characters' using errcode = 'PH001';
    end if;
    content := sha256(convert_to(type || chr(10) || data::text, 'UTF8'));
    insert into :"schema".publish_keys as k (project_id, key, digest, event_id)
      values (coalesce(project_id, ''), id, content, event)
      on conflict on constraint publish_keys_pkey do update set key = excluded.key
      returning k.event_id, k.digest into known;
    if known.digest <> content then
      raise exception 'publish_conflict: id "%" was used for an event with other contents', id using errcode = 'PH002';
    end if;
    if known.event_id <> event then
      return 'evt_' || replace(known.event_id::text, '-', '');
    end if;
  end if;
  perform :"schema".ensure_day((clock_timestamp() at time zone 'UTC')::date);
  insert into :"schema".events (id, project_id, type, version, data, canonical)
    select event, coalesce(project_id, ''), type, t.version, data::text, false
    from :"schema".event_types t where t.name = type;
  insert into :"schema".outbox (event_id, project_id) values (event, coalesce(project_id, ''));
  return 'evt_' || replace(event::text, '-', '');
end
$$;
