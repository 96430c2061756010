-- Generated from the migrations. Do not edit: npm run generate -- schema

-- Schemas

CREATE SCHEMA posthorn;
CREATE SCHEMA public;

-- Types

CREATE TYPE posthorn.attempt_outcome AS ENUM ('success', 'failed', 'blocked', 'unsendable', 'unknown');
CREATE TYPE posthorn.delivery_status AS ENUM ('pending', 'success', 'failed', 'skipped');

-- Sequences

CREATE SEQUENCE posthorn.event_sequence AS bigint INCREMENT 1 CACHE 1;
CREATE SEQUENCE posthorn.processes_ordinal_seq AS bigint INCREMENT 1 CACHE 1;
CREATE SEQUENCE public.migrations_id_seq AS integer INCREMENT 1 CACHE 1;

-- Tables

CREATE TABLE posthorn.announcements (
  single boolean DEFAULT true NOT NULL,
  deliveries_until timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT announcements_single_check CHECK (single),
  CONSTRAINT announcements_pkey PRIMARY KEY (single)
);
CREATE TABLE posthorn.attempts (
  event_id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  replay smallint DEFAULT 0 NOT NULL,
  number smallint NOT NULL,
  project_id text NOT NULL,
  outcome posthorn.attempt_outcome NOT NULL,
  started_at timestamp with time zone NOT NULL,
  duration_ms real NOT NULL,
  status_code smallint,
  error_code text,
  error text,
  signed_headers text,
  response_headers text,
  response_body text,
  response_cut boolean DEFAULT false NOT NULL,
  CONSTRAINT attempts_pkey PRIMARY KEY (event_id, webhook_id, replay, number)
) PARTITION BY RANGE (event_id);
CREATE TABLE posthorn.audit (
  id uuid NOT NULL,
  project_id text DEFAULT ''::text NOT NULL,
  at timestamp with time zone DEFAULT now() NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  target text NOT NULL,
  details jsonb DEFAULT '{}'::jsonb NOT NULL,
  CONSTRAINT audit_pkey PRIMARY KEY (id)
);
CREATE TABLE posthorn.configuration (
  single boolean DEFAULT true NOT NULL,
  version bigint DEFAULT 1 NOT NULL,
  CONSTRAINT configuration_single_check CHECK (single),
  CONSTRAINT configuration_pkey PRIMARY KEY (single)
);
CREATE TABLE posthorn.deliveries (
  event_id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  replay smallint DEFAULT 0 NOT NULL,
  project_id text NOT NULL,
  event_project_id text NOT NULL,
  event_type text NOT NULL,
  status posthorn.delivery_status NOT NULL,
  failure_reason text,
  attempts smallint DEFAULT 0 NOT NULL,
  status_code smallint,
  response_time_ms real,
  error_code text,
  error text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  finished_at timestamp with time zone,
  next_attempt_at timestamp with time zone,
  test boolean DEFAULT false NOT NULL,
  replay_of smallint,
  recovery_id uuid,
  CONSTRAINT deliveries_pkey PRIMARY KEY (event_id, webhook_id, replay)
) PARTITION BY RANGE (event_id);
CREATE TABLE posthorn.delivery_minutes (
  minute timestamp with time zone NOT NULL,
  webhook_id uuid NOT NULL,
  project_id text NOT NULL,
  succeeded integer NOT NULL,
  failed integer NOT NULL,
  skipped integer NOT NULL,
  attempts integer NOT NULL,
  response_times integer[] NOT NULL,
  CONSTRAINT delivery_minutes_pkey PRIMARY KEY (minute, webhook_id)
);
CREATE TABLE posthorn.event_types (
  name text NOT NULL,
  version integer DEFAULT 1 NOT NULL,
  source text NOT NULL,
  description text DEFAULT ''::text NOT NULL,
  schema jsonb,
  example jsonb,
  resource jsonb,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT event_types_name_check CHECK (((name ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$'::text) AND (char_length(name) <= 128))),
  CONSTRAINT event_types_source_check CHECK ((source = ANY (ARRAY['code'::text, 'api'::text]))),
  CONSTRAINT event_types_pkey PRIMARY KEY (name)
);
CREATE TABLE posthorn.events (
  id uuid NOT NULL,
  project_id text DEFAULT ''::text NOT NULL,
  type text NOT NULL,
  version integer DEFAULT 1 NOT NULL,
  occurred_at timestamp with time zone DEFAULT now() NOT NULL,
  sequence bigint DEFAULT nextval('posthorn.event_sequence'::regclass) NOT NULL,
  data text,
  details jsonb,
  canonical boolean DEFAULT true NOT NULL,
  invalid_reason text,
  CONSTRAINT events_pkey PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE TABLE posthorn.idempotency_keys (
  scope text NOT NULL,
  key text NOT NULL,
  digest bytea NOT NULL,
  status_code smallint,
  response text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT idempotency_keys_key_check CHECK (((char_length(key) >= 1) AND (char_length(key) <= 255))),
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (scope, key)
);
CREATE TABLE posthorn.leases (
  token uuid DEFAULT gen_random_uuid() NOT NULL,
  owner uuid NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  event_ids uuid[] NOT NULL,
  project_ids text[] NOT NULL,
  claims smallint[] NOT NULL,
  webhook_ids uuid[],
  lanes smallint[],
  replays smallint[],
  attempts smallint[],
  steps smallint[],
  CONSTRAINT leases_pkey PRIMARY KEY (token)
) WITH (fillfactor=50);
CREATE TABLE posthorn.ordering_heads (
  webhook_id uuid NOT NULL,
  hash bigint NOT NULL,
  generation integer NOT NULL,
  sequence bigint NOT NULL,
  event_id uuid NOT NULL,
  CONSTRAINT ordering_heads_pkey PRIMARY KEY (webhook_id, hash)
) WITH (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000);
CREATE TABLE posthorn.ordering_inbox (
  sequence bigint NOT NULL,
  event_id uuid NOT NULL,
  project_id text NOT NULL,
  webhook_ids uuid[] NOT NULL,
  CONSTRAINT ordering_inbox_pkey PRIMARY KEY (sequence)
) WITH (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000);
CREATE TABLE posthorn.ordering_lines (
  webhook_id uuid NOT NULL,
  generation integer NOT NULL,
  hash bigint NOT NULL,
  sequence bigint NOT NULL,
  event_id uuid NOT NULL,
  project_id text NOT NULL,
  due_at timestamp with time zone NOT NULL,
  CONSTRAINT ordering_lines_pkey PRIMARY KEY (webhook_id, generation, hash, sequence)
) WITH (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000);
CREATE TABLE posthorn.outbox (
  event_id uuid NOT NULL,
  project_id text NOT NULL,
  claims smallint DEFAULT 0 NOT NULL,
  CONSTRAINT outbox_pkey PRIMARY KEY (event_id)
) WITH (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=20000);
CREATE TABLE posthorn.processes (
  id uuid NOT NULL,
  ordinal bigint GENERATED AS IDENTITY NOT NULL,
  role text NOT NULL,
  host text NOT NULL,
  version text NOT NULL,
  started_at timestamp with time zone DEFAULT now() NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  seen bigint[] DEFAULT '{}'::bigint[] NOT NULL,
  CONSTRAINT processes_pkey PRIMARY KEY (id)
);
CREATE TABLE posthorn.publish_keys (
  project_id text NOT NULL,
  key text NOT NULL,
  digest bytea NOT NULL,
  event_id uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT publish_keys_key_check CHECK (((char_length(key) >= 1) AND (char_length(key) <= 128))),
  CONSTRAINT publish_keys_pkey PRIMARY KEY (project_id, key)
);
CREATE TABLE posthorn.queue (
  webhook_id uuid NOT NULL,
  lane smallint NOT NULL,
  due_at timestamp with time zone NOT NULL,
  event_id uuid NOT NULL,
  replay smallint DEFAULT 0 NOT NULL,
  project_id text NOT NULL,
  attempts smallint DEFAULT 0 NOT NULL,
  steps smallint DEFAULT 0 NOT NULL,
  claims smallint DEFAULT 0 NOT NULL,
  CONSTRAINT queue_pkey PRIMARY KEY (webhook_id, lane, due_at, event_id, replay)
) WITH (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=20000);
CREATE TABLE posthorn.recoveries (
  id uuid NOT NULL,
  project_id text NOT NULL,
  webhook_id uuid NOT NULL,
  status text DEFAULT 'running'::text NOT NULL,
  since timestamp with time zone NOT NULL,
  until timestamp with time zone NOT NULL,
  statuses text[] NOT NULL,
  event_types text[],
  rate_per_second integer NOT NULL,
  "position" uuid,
  scheduled_until timestamp with time zone,
  found integer,
  queued integer DEFAULT 0 NOT NULL,
  expired integer DEFAULT 0 NOT NULL,
  actor text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  finished_at timestamp with time zone,
  CONSTRAINT recoveries_rate_per_second_check CHECK (((rate_per_second >= 1) AND (rate_per_second <= 1000))),
  CONSTRAINT recoveries_status_check CHECK ((status = ANY (ARRAY['running'::text, 'completed'::text, 'cancelled'::text]))),
  CONSTRAINT recoveries_statuses_check CHECK (((statuses <@ ARRAY['failed'::text, 'skipped'::text, 'missing'::text]) AND (statuses <> '{}'::text[]))),
  CONSTRAINT recoveries_project_id_webhook_id_fkey FOREIGN KEY (project_id, webhook_id) REFERENCES posthorn.webhooks(project_id, id) ON DELETE CASCADE,
  CONSTRAINT recoveries_pkey PRIMARY KEY (id)
);
CREATE TABLE posthorn.schema_migrations (
  version integer NOT NULL,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT schema_migrations_pkey PRIMARY KEY (version)
);
CREATE TABLE posthorn.statistics (
  single boolean DEFAULT true NOT NULL,
  final_until timestamp with time zone,
  CONSTRAINT statistics_single_check CHECK (single),
  CONSTRAINT statistics_pkey PRIMARY KEY (single)
);
CREATE TABLE posthorn.webhook_announcements (
  webhook_id uuid NOT NULL,
  project_id text NOT NULL,
  state text NOT NULL,
  told boolean NOT NULL,
  since timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT webhook_announcements_state_check CHECK ((state = ANY (ARRAY['failing'::text, 'disabled'::text]))),
  CONSTRAINT webhook_announcements_project_id_webhook_id_fkey FOREIGN KEY (project_id, webhook_id) REFERENCES posthorn.webhooks(project_id, id) ON DELETE CASCADE,
  CONSTRAINT webhook_announcements_pkey PRIMARY KEY (webhook_id)
);
CREATE TABLE posthorn.webhook_health (
  project_id text NOT NULL,
  webhook_id uuid NOT NULL,
  consecutive_failures integer DEFAULT 0 NOT NULL,
  failed_attempts integer DEFAULT 0 NOT NULL,
  failing_since timestamp with time zone,
  last_success_at timestamp with time zone,
  last_failure_at timestamp with time zone,
  slow_until timestamp with time zone,
  breaker_until timestamp with time zone,
  breaker_level smallint DEFAULT 0 NOT NULL,
  CONSTRAINT webhook_health_project_id_webhook_id_fkey FOREIGN KEY (project_id, webhook_id) REFERENCES posthorn.webhooks(project_id, id) ON DELETE CASCADE,
  CONSTRAINT webhook_health_pkey PRIMARY KEY (webhook_id)
) WITH (fillfactor=70);
CREATE TABLE posthorn.webhook_secrets (
  project_id text NOT NULL,
  webhook_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  expires_at timestamp with time zone,
  CONSTRAINT webhook_secrets_kind_check CHECK ((kind = ANY (ARRAY['hmac'::text, 'ed25519'::text]))),
  CONSTRAINT webhook_secrets_project_id_webhook_id_fkey FOREIGN KEY (project_id, webhook_id) REFERENCES posthorn.webhooks(project_id, id) ON DELETE CASCADE,
  CONSTRAINT webhook_secrets_pkey PRIMARY KEY (webhook_id, id)
);
CREATE TABLE posthorn.webhooks (
  id uuid NOT NULL,
  project_id text DEFAULT ''::text NOT NULL,
  external_id text,
  name text DEFAULT ''::text NOT NULL,
  description text DEFAULT ''::text NOT NULL,
  url text NOT NULL,
  events jsonb NOT NULL,
  collections text[] DEFAULT '{}'::text[] NOT NULL,
  tables text[] DEFAULT '{}'::text[] NOT NULL,
  filter jsonb,
  dialect text NOT NULL,
  signing boolean DEFAULT true NOT NULL,
  tls_verify boolean DEFAULT true NOT NULL,
  tls_ca text,
  sealed_headers bytea,
  header_names text[] DEFAULT '{}'::text[] NOT NULL,
  basic_auth_username text,
  sealed_basic_auth_password bytea,
  retry jsonb,
  timeout_seconds real,
  rate_per_second integer,
  max_in_flight integer DEFAULT 8 NOT NULL,
  ordering_key text,
  ordering_generation integer DEFAULT 0 NOT NULL,
  disable_after jsonb,
  metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
  paused boolean DEFAULT false NOT NULL,
  disabled_reason text,
  heard_from bigint DEFAULT COALESCE(pg_sequence_last_value('posthorn.event_sequence'::regclass), (0)::bigint) NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  deleted_at timestamp with time zone,
  CONSTRAINT webhooks_disabled_reason_check CHECK ((disabled_reason = ANY (ARRAY['manual'::text, 'failing'::text, 'gone'::text]))),
  CONSTRAINT webhooks_external_id_check CHECK (((char_length(external_id) >= 1) AND (char_length(external_id) <= 64))),
  CONSTRAINT webhooks_project_id_check CHECK ((char_length(project_id) <= 64)),
  CONSTRAINT webhooks_pkey PRIMARY KEY (id),
  CONSTRAINT webhooks_project_id_id_key UNIQUE (project_id, id)
);
CREATE TABLE public.api_keys (
  id text NOT NULL,
  project_id text NOT NULL,
  name text NOT NULL,
  digest bytea NOT NULL,
  hint text NOT NULL,
  scopes text[],
  expires_at timestamp(3) with time zone,
  last_used_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT fk_api_keys_project FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE,
  CONSTRAINT pk_api_keys PRIMARY KEY (id)
);
CREATE TABLE public.files (
  id text NOT NULL,
  project_id text NOT NULL,
  name text NOT NULL,
  content_type text NOT NULL,
  size bigint NOT NULL,
  sha256 text NOT NULL,
  created_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT fk_files_project FOREIGN KEY (project_id) REFERENCES public.projects(id),
  CONSTRAINT pk_files PRIMARY KEY (id)
);
CREATE TABLE public.migrations (
  id integer DEFAULT nextval('public.migrations_id_seq'::regclass) NOT NULL,
  "timestamp" bigint NOT NULL,
  name character varying NOT NULL,
  CONSTRAINT "PK_8c82d7f526340ab734260ea46be" PRIMARY KEY (id)
);
CREATE TABLE public.payments (
  id text NOT NULL,
  project_id text NOT NULL,
  amount bigint NOT NULL,
  currency text NOT NULL,
  source text NOT NULL,
  status text NOT NULL,
  failure_code text,
  failure_message text,
  created_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  updated_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT fk_payments_project FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE,
  CONSTRAINT pk_payments PRIMARY KEY (id)
);
CREATE TABLE public.projects (
  id text NOT NULL,
  name text NOT NULL,
  description text,
  metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
  created_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  updated_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  deleted_at timestamp(3) with time zone,
  CONSTRAINT pk_projects PRIMARY KEY (id)
);
CREATE TABLE public.users (
  id text NOT NULL,
  project_id text NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  status text DEFAULT 'active'::text NOT NULL,
  created_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  updated_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT fk_users_project FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE,
  CONSTRAINT pk_users PRIMARY KEY (id)
);

-- Indexes

CREATE INDEX audit_by_project ON posthorn.audit USING btree (project_id, id DESC);
CREATE INDEX deliveries_by_end ON ONLY posthorn.deliveries USING brin (finished_at) WITH (autosummarize='on', pages_per_range='64');
CREATE INDEX deliveries_by_webhook ON ONLY posthorn.deliveries USING btree (webhook_id, event_id);
CREATE INDEX deliveries_not_success ON ONLY posthorn.deliveries USING btree (project_id, webhook_id, event_id) WHERE (status <> 'success'::posthorn.delivery_status);
CREATE INDEX delivery_minutes_by_project ON posthorn.delivery_minutes USING btree (project_id, minute);
CREATE INDEX events_by_project ON ONLY posthorn.events USING btree (project_id, id);
CREATE INDEX leases_by_owner ON posthorn.leases USING btree (owner);
CREATE INDEX ordering_heads_by_event ON posthorn.ordering_heads USING btree (event_id, webhook_id);
CREATE INDEX outbox_suspects ON posthorn.outbox USING btree (claims, event_id) WHERE (claims > 0);
CREATE INDEX publish_keys_age ON posthorn.publish_keys USING brin (created_at);
CREATE INDEX queue_suspects ON posthorn.queue USING btree (claims, due_at) WHERE (claims > 0);
CREATE INDEX recoveries_by_webhook ON posthorn.recoveries USING btree (webhook_id, id DESC);
CREATE UNIQUE INDEX recoveries_running ON posthorn.recoveries USING btree (webhook_id) WHERE (status = 'running'::text);
CREATE INDEX webhooks_by_project ON posthorn.webhooks USING btree (project_id, created_at DESC, id DESC) WHERE (deleted_at IS NULL);
CREATE INDEX webhooks_ordered ON posthorn.webhooks USING btree (project_id) WHERE ((ordering_key IS NOT NULL) AND (deleted_at IS NULL));
CREATE UNIQUE INDEX webhooks_external_id ON posthorn.webhooks USING btree (project_id, external_id) WHERE ((external_id IS NOT NULL) AND (deleted_at IS NULL));
CREATE INDEX api_keys_by_project ON public.api_keys USING btree (project_id, id);
CREATE UNIQUE INDEX api_keys_digest ON public.api_keys USING btree (digest);
CREATE INDEX files_by_project ON public.files USING btree (project_id, id);
CREATE INDEX payments_by_project ON public.payments USING btree (project_id, id);
CREATE INDEX payments_processing ON public.payments USING btree (id) WHERE (status = 'processing'::text);
CREATE INDEX users_by_project ON public.users USING btree (project_id, id);

-- Functions

CREATE OR REPLACE FUNCTION posthorn.end_day(day date)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
declare
  home constant text := (parse_ident('"posthorn"'))[1];
  suffix constant text := to_char(day, 'YYYYMMDD');
  low constant uuid := "posthorn".uuid_floor(day::timestamp at time zone 'UTC');
  high constant uuid := "posthorn".uuid_floor((day + 1)::timestamp at time zone 'UTC');
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
      union select event_id from "posthorn".outbox where event_id >= $1 and event_id < $2
      union select event_id from "posthorn".ordering_inbox where event_id >= $1 and event_id < $2
      union select l.id from "posthorn".leases, unnest(event_ids) l(id) where l.id >= $1 and l.id < $2',
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
$function$
;
CREATE OR REPLACE FUNCTION posthorn.ensure_day(day date)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
declare
  home constant text := (parse_ident('"posthorn"'))[1];
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
      "posthorn".uuid_floor(day::timestamp at time zone 'UTC'),
      "posthorn".uuid_floor((day + 1)::timestamp at time zone 'UTC'));
  end loop;
  return true;
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.new_event_id()
 RETURNS uuid
 LANGUAGE sql
 PARALLEL SAFE
AS $function$
  select (overlay(lpad(to_hex(floor(date_part('epoch', clock_timestamp()) * 4096000)::bigint), 15, '0') placing '7' from 13 for 0)
    || substr(gen_random_uuid()::text, 19))::uuid
$function$
;
CREATE OR REPLACE FUNCTION posthorn.note_ordering_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.ordering_generation := old.ordering_generation + 1;
  return new;
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.publish(project_id text, type text, data json, id text DEFAULT NULL::text)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_variable
declare
  event uuid := "posthorn".new_event_id();
  content bytea;
  known record;
begin
  if not exists (select from "posthorn".event_types t where t.name = type) then
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
    insert into "posthorn".publish_keys as k (project_id, key, digest, event_id)
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
  perform "posthorn".ensure_day((clock_timestamp() at time zone 'UTC')::date);
  insert into "posthorn".events (id, project_id, type, version, data, canonical)
    select event, coalesce(project_id, ''), type, t.version, data::text, false
    from "posthorn".event_types t where t.name = type;
  insert into "posthorn".outbox (event_id, project_id) values (event, coalesce(project_id, ''));
  return 'evt_' || replace(event::text, '-', '');
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.recoverable(webhook uuid, candidates uuid[], wanted text[])
 RETURNS TABLE(event_id uuid, n bigint, kind text, sendable boolean, event_project text, event_type text, replay smallint)
 LANGUAGE sql
 STABLE
AS $function$
  select c.id, c.n, coalesce(l.status::text, 'missing'), coalesce(e.sendable, false),
    coalesce(e.project_id, l.event_project_id), coalesce(e.type, l.event_type), l.replay
  from unnest(candidates) with ordinality c(id, n)
  left join lateral (
    select project_id, type, data is not null and invalid_reason is null as sendable
    from "posthorn".events where id = c.id offset 0) e on true
  left join lateral (
    select d.status, d.replay, d.event_project_id, d.event_type from "posthorn".deliveries d
    where d.event_id = c.id and d.webhook_id = webhook order by d.replay desc limit 1) l on true
  where coalesce(l.status::text, 'missing') = any (wanted)
    and not exists (select from "posthorn".deliveries d
      where d.event_id = c.id and d.webhook_id = webhook and d.status in ('success', 'pending'))
    and (l.status is not null or not (
      exists (select from "posthorn".outbox o where o.event_id = c.id)
      or exists (select from "posthorn".ordering_inbox i where i.event_id = c.id and webhook = any (i.webhook_ids))
      or exists (select from "posthorn".leases s where s.webhook_ids is null and c.id = any (s.event_ids))))
$function$
;
CREATE OR REPLACE FUNCTION posthorn.response_time_bounds()
 RETURNS real[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select array[5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000, 10000, 20000, 30000]::real[]
$function$
;
CREATE OR REPLACE FUNCTION posthorn.uuid_floor(moment timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select (lpad(to_hex(floor(extract(epoch from moment) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$function$
;

-- Triggers

CREATE TRIGGER ordering_changed BEFORE UPDATE OF ordering_key ON posthorn.webhooks FOR EACH ROW WHEN ((old.ordering_key IS DISTINCT FROM new.ordering_key)) EXECUTE FUNCTION posthorn.note_ordering_change();
