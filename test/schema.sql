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
CREATE TABLE posthorn.table_rules (
  schema_name text NOT NULL,
  table_name text NOT NULL,
  allowed boolean NOT NULL,
  project_column text,
  excluded_columns text[] DEFAULT '{}'::text[] NOT NULL,
  CONSTRAINT table_rules_pkey PRIMARY KEY (schema_name, table_name, allowed)
);
CREATE TABLE posthorn.ticks (
  name text NOT NULL,
  begun_at timestamp with time zone NOT NULL,
  CONSTRAINT ticks_pkey PRIMARY KEY (name)
);
CREATE TABLE posthorn.watched_tables (
  schema_name text NOT NULL,
  table_name text NOT NULL,
  since timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT watched_tables_pkey PRIMARY KEY (schema_name, table_name)
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
CREATE TABLE public.ended_sessions (
  digest bytea NOT NULL,
  expires_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT pk_ended_sessions PRIMARY KEY (digest)
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
  idempotency_key text,
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
CREATE UNIQUE INDEX payments_idempotency_key ON public.payments USING btree (idempotency_key);
CREATE INDEX users_by_project ON public.users USING btree (project_id, id);

-- Views

CREATE VIEW posthorn.watchable_tables AS
 SELECT w.relation,
    w.schema_name,
    w.table_name,
    w.project_column,
    w.excluded_columns,
    w.key_columns,
    w.targets,
    w.function_name,
    w.digest,
    w.wanted,
    w.wanted AND p.oid IS NOT NULL AND starts_with(p.prosrc, '-- '::text || w.digest) AND (( SELECT count(*) AS count
           FROM pg_trigger t
          WHERE (t.tgrelid = ANY (w.targets)) AND t.tgfoid = p.oid AND (t.tgname = ANY (ARRAY['posthorn_insert'::name, 'posthorn_update'::name, 'posthorn_delete'::name])))) = (3 * cardinality(w.targets)) AS installed
   FROM ( SELECT v.relation,
            v.schema_name,
            v.table_name,
            v.project_column,
            v.excluded_columns,
            v.key_columns,
            v.targets,
            v.wanted,
            'capture_'::text || md5(format('%I.%I'::text, v.schema_name, v.table_name)) AS function_name,
            md5(concat_ws('
'::text, 1, v.schema_name, v.table_name, v.project_column, v.excluded_columns, v.key_columns, posthorn.table_fingerprint(v.relation))) AS digest
           FROM ( SELECT c.oid AS relation,
                    n.nspname::text AS schema_name,
                    c.relname::text AS table_name,
                    COALESCE(r.project_column, 'project_id'::text) AS project_column,
                    r.excluded_columns,
                    ARRAY( SELECT a.attname::text AS attname
                           FROM pg_index i
                             CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(attnum, "position")
                             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                          WHERE i.indrelid = c.oid AND i.indisprimary
                          ORDER BY k."position") AS key_columns,
                        CASE
                            WHEN c.relkind = 'p'::"char" THEN ARRAY( SELECT t.relid::oid AS relid
                               FROM pg_partition_tree(c.oid::regclass) t(relid, parentrelid, isleaf, level)
                                 JOIN pg_class l ON l.oid = t.relid::oid
                              WHERE l.relkind = ANY (ARRAY['r'::"char", 'p'::"char"]))
                            ELSE ARRAY[c.oid]
                        END AS targets,
                    (EXISTS ( SELECT
                           FROM posthorn.watched_tables w_1
                          WHERE (w_1.schema_name = ANY (ARRAY[n.nspname::text, '*'::text])) AND (w_1.table_name = ANY (ARRAY[c.relname::text, '*'::text])))) AS wanted
                   FROM pg_class c
                     JOIN pg_namespace n ON n.oid = c.relnamespace
                     CROSS JOIN LATERAL ( SELECT COALESCE(bool_and(r_1.allowed), false) AS allowed,
                            (array_agg(r_1.project_column ORDER BY (r_1.table_name = '*'::text)) FILTER (WHERE r_1.project_column IS NOT NULL))[1] AS project_column,
                            ARRAY( SELECT DISTINCT x.name
                                   FROM posthorn.table_rules y
                                     CROSS JOIN LATERAL unnest(y.excluded_columns) x(name)
                                  WHERE y.schema_name = n.nspname AND (y.table_name = ANY (ARRAY[c.relname::text, '*'::text]))
                                  ORDER BY x.name) AS excluded_columns
                           FROM posthorn.table_rules r_1
                          WHERE (r_1.table_name = ANY (ARRAY[c.relname::text, '*'::text])) AND (r_1.schema_name = n.nspname OR r_1.schema_name = '*'::text AND NOT r_1.allowed)) r
                  WHERE r.allowed AND (c.relkind = ANY (ARRAY['r'::"char", 'p'::"char"])) AND NOT c.relispartition AND c.relpersistence <> 't'::"char" AND n.nspname <> 'information_schema'::name AND n.nspname !~~ 'pg\_%'::text AND n.nspname <> (parse_ident('"posthorn"'::text))[1] AND NOT (EXISTS ( SELECT
                           FROM pg_depend d
                          WHERE d.classid = 'pg_class'::regclass::oid AND d.objid = c.oid AND d.deptype = 'e'::"char")) AND NOT (c.relkind = 'p'::"char" AND (EXISTS ( SELECT
                           FROM pg_partition_tree(c.oid::regclass) t(relid, parentrelid, isleaf, level)
                             JOIN pg_class l ON l.oid = t.relid::oid AND l.relkind = 'f'::"char")))) v) w
     LEFT JOIN pg_proc p ON p.proname = w.function_name AND p.pronamespace = to_regnamespace('"posthorn"'::text)::oid;

-- Functions

CREATE OR REPLACE FUNCTION posthorn.base_type(type oid)
 RETURNS oid
 LANGUAGE plpgsql
 STABLE STRICT
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  found_type record;
begin
  loop
    select t.typtype, t.typbasetype into found_type from pg_type t where t.oid = type;
    exit when not found or found_type.typtype <> 'd';
    type := found_type.typbasetype;
  end loop;
  return type;
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.capture_body(relation oid, digest text, schema_name text, table_name text, project_column text, excluded text[], key_columns text[])
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select format($body$-- %1$s
declare
  count integer;
  fingerprint bigint;
  pairs boolean := true;
  day date;
  statement text;
begin
  -- table_fingerprint, written out: a call of an SQL function is planned anew in every transaction.
  if tg_op = 'DELETE' then
    select (select count(*) from (select from old_rows limit 21) r),
      coalesce(bit_xor(hashnameextended(a.attname, a.atttypid::bigint)), 0)
    into count, fingerprint from pg_attribute a where a.attrelid = tg_relid and a.attnum > 0 and not a.attisdropped;
  else
    select (select count(*) from (select from new_rows limit 21) r),
      coalesce(bit_xor(hashnameextended(a.attname, a.atttypid::bigint)), 0)
    into count, fingerprint from pg_attribute a where a.attrelid = tg_relid and a.attnum > 0 and not a.attisdropped;
  end if;
  if tg_op = 'UPDATE' and (count > 20 or %2$L) then
    pairs := (select count(*) from old_rows) = (select count(*) from new_rows);
  end if;
  if count = 0 and pairs then
    return null;
  end if;
  -- Housekeeping makes the days ahead; the next one is looked for in the last hour of a day, for ids carry the time.
  foreach day in array array[clock_timestamp()::date, (clock_timestamp() + interval '1 hour')::date] loop
    if to_regclass('"posthorn".attempts_' || to_char(day, 'YYYYMMDD')) is null then
      perform "posthorn".ensure_day(day);
    end if;
  end loop;
  if count > 20 or not pairs or fingerprint <> %3$s then
    for statement in
      select * from "posthorn".capture_statements(tg_relid, tg_op, %4$L, %5$L, %6$L, %7$L, %8$L, pairs)
    loop
      execute statement;
    end loop;
  elsif tg_op = 'INSERT' then %9$s;
  elsif tg_op = 'UPDATE' then %10$s;
  else %11$s;
  end if;
  return null;
end
$body$,
    digest, (select c.relkind = 'p' from pg_class c where c.oid = relation), "posthorn".table_fingerprint(relation),
    schema_name, table_name, project_column, excluded, key_columns,
    "posthorn".capture_statement(relation, 'INSERT', schema_name, table_name, project_column, excluded, key_columns),
    "posthorn".capture_statement(relation, 'UPDATE', schema_name, table_name, project_column, excluded, key_columns),
    "posthorn".capture_statement(relation, 'DELETE', schema_name, table_name, project_column, excluded, key_columns))
$function$
;
CREATE OR REPLACE FUNCTION posthorn.capture_statement(relation oid, operation text, schema_name text, table_name text, project_column text, excluded text[], key_columns text[])
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  shape constant record := "posthorn".row_shape(relation, excluded, project_column);
  change constant jsonb := jsonb_build_object('schema', schema_name, 'table', table_name)
    || case when key_columns = '{}' then '{}' else jsonb_build_object('key_columns', key_columns) end;
  source constant text := format($sql$select row_number() over () as n, %s as project,
        case when %s then null else row_to_json(r.*)::text end as data
      from %%I t cross join lateral (select %s) r offset 0$sql$,
    replace(shape.project, '%', '%%'), replace(shape.oversized, '%', '%%'), replace(shape.columns, '%', '%%'));
  rows text;
begin
  if operation = 'UPDATE' then
    rows := format($sql$
      select k.what, case k.what when 1 then o.project else n.project end as project,
        case k.what when 1 then o.data else n.data end as data, case k.what when 0 then o.data end as old,
        octet_length(o.data) <= 262144 and octet_length(n.data) <= 262144 as fits
      from (%s) o join (%s) n using (n)
      join (values (0), (1), (2)) k(what) on (k.what = 0) = (o.project = n.project)
      where k.what > 0 or o.data <> n.data or o.data is null or n.data is null
      order by n, k.what offset 0$sql$, format(source, 'old_rows'), format(source, 'new_rows'));
  else
    rows := format($sql$
      select %s as what, s.project, s.data, null::text as old, octet_length(s.data) <= 262144 as fits
      from (%s) s$sql$,
      case operation when 'DELETE' then 1 else 2 end,
      format(source, case operation when 'DELETE' then 'old_rows' else 'new_rows' end));
  end if;
  return format($sql$
    with stored as (
      insert into "posthorn".events (id, project_id, type, data, details, canonical, invalid_reason)
      select "posthorn".new_event_id(), case when char_length(e.project) <= 64 then e.project else '' end,
        (%L::text[])[e.what + 1], case when e.fits then e.data end,
        case when e.fits and e.what = 0
          then jsonb_set(%L::jsonb, '{change,old}', to_jsonb(e.old)) else (%L::jsonb[])[e.what + 1] end,
        false,
        case when e.fits is not true then 'too_large' when char_length(e.project) > 64 then 'invalid_project_id' end
      from (%s) e
      returning id, project_id, invalid_reason
    )
    insert into "posthorn".outbox (event_id, project_id)
    select id, project_id from stored where invalid_reason is null$sql$,
    array[table_name || '.updated', table_name || '.deleted', table_name || '.created'],
    jsonb_build_object('kind', 'change', 'change', change || '{"operation": "UPDATE"}'),
    array[jsonb_build_object('kind', 'change', 'change', change || '{"operation": "UPDATE"}'),
      jsonb_build_object('kind', 'change', 'change', change || '{"operation": "DELETE"}'),
      jsonb_build_object('kind', 'change', 'change', change || '{"operation": "INSERT"}')],
    rows);
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.capture_statements(relation oid, operation text, schema_name text, table_name text, project_column text, excluded text[], key_columns text[], pairs boolean)
 RETURNS SETOF text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select "posthorn".capture_statement(relation, op, schema_name, table_name, project_column, excluded, key_columns)
  from unnest(case when pairs then array[operation] else array['DELETE', 'INSERT'] end) op
$function$
;
CREATE OR REPLACE FUNCTION posthorn.claim_outbox(claimer uuid, most integer, lease_seconds double precision, low uuid)
 RETURNS TABLE(token text, configuration text, event_id text, event_project text, type text, version integer, sequence double precision, occurred_ms double precision, data text, details jsonb, canonical boolean, invalid_reason text)
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
 SET jit TO 'off'
AS $function$
#variable_conflict use_column
begin
  return query
  with taken as (
    delete from "posthorn".outbox where ctid = any(array(
      select ctid from "posthorn".outbox where event_id >= low and claims = 0
        and not exists (select from "posthorn".webhooks where ordering_key is not null and deleted_at is null)
      order by event_id limit most for update skip locked))
    returning event_id, project_id
  ),
  lease as (
    insert into "posthorn".leases (owner, expires_at, event_ids, project_ids, claims)
    select claimer, now() + make_interval(secs => lease_seconds), array_agg(event_id), array_agg(project_id),
      array_fill(0::smallint, array[count(*)::integer])
    from (select * from taken order by event_id) t having count(*) > 0
    returning token, event_ids
  ),
  ids as materialized (
    select event_ids, event_ids[1] as lowest, event_ids[cardinality(event_ids)] as highest from lease
  )
  select case row_number() over placed when 1 then (select token::text from lease) end as token,
    case row_number() over placed when 1 then (select version from "posthorn".configuration)::text end as configuration,
    e.id::text as event_id, e.project_id as event_project, e.type, e.version, e.sequence::float8 as sequence,
    round(date_part('epoch', e.occurred_at) * 1e6) / 1e3 as occurred_ms, e.data, e.details, e.canonical, e.invalid_reason
  from "posthorn".events e
  where e.id = any((select event_ids from ids)::uuid[])
    and e.id >= (select lowest from ids) and e.id <= (select highest from ids)
  window placed as (order by e.sequence)
  order by e.sequence;
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.claim_queue(claimer uuid, webhooks uuid[], lanes smallint[], free_slots integer[], lows double precision[], most integer, lease_seconds double precision)
 RETURNS TABLE(token text, configuration text, event_id text, event_project text, webhook_id text, lane smallint, replay smallint, attempts smallint, steps smallint, due_at double precision, type text, version integer, occurred_ms double precision, data text, details jsonb, canonical boolean, invalid_reason text)
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_nestloop TO 'off'
 SET enable_mergejoin TO 'off'
 SET jit TO 'off'
AS $function$
#variable_conflict use_column
begin
  return query
  with taken as (
    delete from "posthorn".queue where ctid = any(array(
      select q.place from unnest(webhooks, lanes, free_slots, lows) as e(webhook, lane, free, low)
      cross join lateral (
        select ctid as place from "posthorn".queue
        where webhook_id = e.webhook and lane = e.lane and due_at >= to_timestamp(e.low) and due_at <= now() and claims = 0
        order by due_at, event_id, replay limit e.free for update skip locked) q
      limit most))
    returning webhook_id, lane, due_at, event_id, replay, project_id, attempts, steps
  ),
  lease as (
    insert into "posthorn".leases
      (owner, expires_at, event_ids, project_ids, claims, webhook_ids, lanes, replays, attempts, steps)
    select claimer, now() + make_interval(secs => lease_seconds), array_agg(event_id), array_agg(project_id),
      array_fill(0::smallint, array[count(*)::integer]), array_agg(webhook_id), array_agg(lane), array_agg(replay),
      array_agg(attempts), array_agg(steps)
    from taken having count(*) > 0
    returning token
  ),
  sorted as materialized (
    select array_agg(distinct event_id order by event_id) as event_ids from taken
  ),
  ids as materialized (
    select event_ids, event_ids[1] as lowest, event_ids[cardinality(event_ids)] as highest from sorted
  ),
  found as materialized (
    select e.id, e.type, e.version, e.occurred_at, e.data, e.details, e.canonical, e.invalid_reason
    from "posthorn".events e
    where e.id = any((select event_ids from ids)::uuid[])
      and e.id >= (select lowest from ids) and e.id <= (select highest from ids)
  )
  select case row_number() over () when 1 then (select token::text from lease) end as token,
    case row_number() over () when 1 then (select version from "posthorn".configuration)::text end as configuration,
    t.event_id::text, t.project_id, t.webhook_id::text, t.lane, t.replay, t.attempts, t.steps,
    date_part('epoch', t.due_at) as due_at, e.type, e.version,
    round(date_part('epoch', e.occurred_at) * 1e6) / 1e3 as occurred_ms, e.data, e.details, e.canonical, e.invalid_reason
  from taken t left join found e on e.id = t.event_id;
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.end_day(day date)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
begin
  if "posthorn".is_keeper_of_days() then
    return "posthorn".end_day_as_caller(day);
  end if;
  return "posthorn".end_day_as_owner(day);
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.end_day_as_caller(day date)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
declare
  home constant text := (parse_ident('"posthorn"'))[1];
  suffix constant text := to_char(day, 'YYYYMMDD');
  low constant uuid := "posthorn".uuid_floor(day::timestamp at time zone 'UTC');
  high constant uuid := "posthorn".uuid_floor((day + 1)::timestamp at time zone 'UTC');
  noted constant text := format('%I.%I', home, 'undelivered_' || suffix);
  parent text;
  undelivered boolean;
  finished boolean;
begin
  -- The day's own tables first: nobody can make a delivery wait in them any more, and nothing else is held up by it.
  begin
    execute format('lock table %1$I.%2$I, %1$I.%3$I, %1$I.%4$I in access exclusive mode',
      home, 'events_' || suffix, 'deliveries_' || suffix, 'attempts_' || suffix);
  exception when undefined_table then
    return 'absent';
  end;
  -- Unlogged and gone before the end of the transaction: nobody else ever sees it.
  execute format('create unlogged table %s (id uuid primary key)', noted);
  execute format('insert into %s select distinct event_id from %I.%I where status = ''pending''
      union select event_id from "posthorn".outbox where event_id >= $1 and event_id < $2
      union select event_id from "posthorn".ordering_inbox where event_id >= $1 and event_id < $2
      union select l.id from "posthorn".leases, unnest(event_ids) l(id) where l.id >= $1 and l.id < $2',
    noted, home, 'deliveries_' || suffix) using low, high;
  execute format('select exists (select from %s)', noted) into undelivered;
  if undelivered then
    execute format('select exists (select from %I.%I e where not exists (select from %s u where u.id = e.id))',
      home, 'events_' || suffix, noted) into finished;
    if not finished then
      execute 'drop table ' || noted;
      return 'kept';
    end if;
  end if;
  foreach parent in array array['attempts', 'deliveries', 'events'] loop
    if undelivered then
      execute format('create table %1$I.%3$I (like %1$I.%2$I including all)', home, parent, parent || '_new');
      execute format('insert into %1$I.%2$I select * from %1$I.%3$I where %4$I in (select id from %5$s)',
        home, parent || '_new', parent || '_' || suffix, case parent when 'events' then 'id' else 'event_id' end, noted);
    end if;
    execute format('alter table %1$I.%2$I detach partition %1$I.%3$I', home, parent, parent || '_' || suffix);
    execute format('drop table %1$I.%2$I', home, parent || '_' || suffix);
    if undelivered then
      execute format('alter table %1$I.%2$I rename to %3$I', home, parent || '_new', parent || '_' || suffix);
      execute format('alter table %1$I.%2$I attach partition %1$I.%3$I for values from (%4$L) to (%5$L)',
        home, parent, parent || '_' || suffix, low, high);
    end if;
  end loop;
  execute 'drop table ' || noted;
  return case when undelivered then 'thinned' else 'dropped' end;
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.end_day_as_owner(day date)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform "posthorn".may_keep_days('delete');
  return "posthorn".end_day_as_caller(day);
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.ensure_day(day date)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  if "posthorn".is_keeper_of_days() then
    return "posthorn".ensure_day_as_caller(day);
  end if;
  return "posthorn".ensure_day_as_owner(day);
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.ensure_day_as_caller(day date)
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
  begin
    foreach parent in array array['events', 'deliveries', 'attempts'] loop
      execute format('create table %1$I.%3$I (like %1$I.%2$I including all) with (fillfactor = %4$s)',
        home, parent, parent || '_' || suffix, case parent when 'deliveries' then 90 else 100 end);
      execute format('alter table %1$I.%2$I attach partition %1$I.%3$I for values from (%4$L) to (%5$L)',
        home, parent, parent || '_' || suffix,
        "posthorn".uuid_floor(day::timestamp at time zone 'UTC'),
        "posthorn".uuid_floor((day + 1)::timestamp at time zone 'UTC'));
    end loop;
  exception when duplicate_table then
    return false;
  end;
  return true;
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.ensure_day_as_owner(day date)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if to_regclass('"posthorn".attempts_' || to_char(day, 'YYYYMMDD')) is not null then
    return false;
  end if;
  perform "posthorn".may_keep_days('insert');
  return "posthorn".ensure_day_as_caller(day);
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.hold_leases(tokens uuid[], ended_tokens uuid[])
 RETURNS smallint[]
 LANGUAGE plpgsql
AS $function$
declare
  positions smallint[];
begin
  with ended as (
    delete from "posthorn".leases l where l.token = any(ended_tokens) returning l.token
  ),
  held as materialized (
    select l.token from unnest(tokens) as t(token)
    cross join lateral (select token from "posthorn".leases where token = t.token for key share) l
    where t.token <> all(ended_tokens)
  )
  select coalesce(array_agg(t.i::smallint), '{}') into positions
  from unnest(tokens) with ordinality as t(token, i)
  where t.token in (select token from ended union all select token from held);
  return positions;
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.is_keeper_of_days()
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select pg_get_userbyid(relowner) = current_user from pg_class where oid = '"posthorn".events'::regclass
$function$
;
CREATE OR REPLACE FUNCTION posthorn.may_keep_days(wanted text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  place constant regclass := '"posthorn".events'::regclass;
begin
  if not has_table_privilege(session_user, place, wanted)
    and not pg_has_role(session_user, (select relowner from pg_class where oid = place), 'member') then
    raise exception 'The role % lacks the right to % on %, without which it makes and ends no days', session_user, wanted, place
      using errcode = 'insufficient_privilege';
  end if;
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
CREATE OR REPLACE FUNCTION posthorn.note_configuration_time()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.version := greatest(new.version, floor(extract(epoch from clock_timestamp()) * 1000)::bigint);
  return new;
end
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
    select project_id, type, sequence, canonical, data is not null and invalid_reason is null as sendable
    from "posthorn".events where id = c.id offset 0) e on true
  left join lateral (
    select d.status, d.replay, d.event_project_id, d.event_type from "posthorn".deliveries d
    where d.event_id = c.id and d.webhook_id = webhook order by d.replay desc limit 1) l on true
  where coalesce(l.status::text, 'missing') = any (wanted)
    and not exists (select from "posthorn".deliveries d
      where d.event_id = c.id and d.webhook_id = webhook and d.status in ('success', 'pending'))
    and (l.status is not null
      or e.canonical and e.sequence <= (select heard_from from "posthorn".webhooks where id = webhook)
      or not (
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
CREATE OR REPLACE FUNCTION posthorn.row_shape(relation oid, excluded text[], project_column text, OUT columns text, OUT oversized text, OUT project text)
 RETURNS record
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select
    coalesce(string_agg(case c.base
      when 1184 then format($sql$replace(to_json(t.%1$I)::text, '+00:00"', 'Z"')::json as %1$I$sql$, c.name)
      when 1114 then format($sql$replace(to_json(t.%1$I at time zone 'UTC')::text, '+00:00"', 'Z"')::json as %1$I$sql$, c.name)
      when 1185 then format($sql$replace(to_json(t.%1$I)::text, '+00:00"', 'Z"')::json as %1$I$sql$, c.name)
      when 1115 then format($sql$replace(to_json(t.%1$I::timestamptz[])::text, '+00:00"', 'Z"')::json as %1$I$sql$, c.name)
      when 17 then format($sql$translate(encode(t.%1$I, 'base64'), E'\n', '') as %1$I$sql$, c.name)
      when 1001 then format($sql$case when t.%1$I is not null then (select coalesce(json_agg(translate(encode(e, 'base64'),
        E'\n', '')), '[]') from unnest(t.%1$I) e) end as %1$I$sql$, c.name)
      else format('t.%I', c.name) end, ', ' order by c.position) filter (where not c.hidden), ''),
    concat_ws(' or ', 'false',
      string_agg(format('coalesce(octet_length(t.%I), 0)', c.name), ' + ')
        filter (where not c.hidden and c.long and c.base in (17, 25, 1042, 1043)) || ' > 262144',
      string_agg(format('coalesce(pg_column_size(t.%I), 0)', c.name), ' + ')
        filter (where not c.hidden and c.long and c.base not in (17, 25, 1042, 1043)) || ' > 8388608'),
    coalesce(max(format('coalesce(t.%I::text, %L)', c.name, '')) filter (where c.name = project_column), $sql$''::text$sql$)
  from (
    select a.attname as name, a.attnum as position, a.attname = any(excluded) or a.attgenerated = 'v' as hidden,
      case when a.atttypid < 16384 then a.atttypid else "posthorn".base_type(a.atttypid) end as base,
      -- A length limit of up to a thousand characters needs no check, nor does what is never stored apart.
      a.attlen = -1 and a.attstorage <> 'p' and a.atttypmod not between 0 and 1004 as long
    from pg_attribute a
    where a.attrelid = relation and a.attnum > 0 and not a.attisdropped
  ) c
$function$
;
CREATE OR REPLACE FUNCTION posthorn.settle_table(relation oid)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET lock_timeout TO '200ms'
AS $function$
#variable_conflict use_variable
declare
  home constant text := (parse_ident('"posthorn"'))[1];
  root constant oid := coalesce(pg_partition_root(relation)::oid, relation);
  wanted record;
  target record;
  operation text;
  stray record;
  owner name;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('posthorn.settle_table ' || home, root::bigint)) then
    return 'pending';
  end if;
  select * into wanted from "posthorn".watchable_tables w where w.relation = root and w.wanted;
  if wanted.relation is not null then
    if not exists (select from pg_proc p where p.proname = wanted.function_name and p.pronamespace = to_regnamespace('"posthorn"')
        and starts_with(p.prosrc, '-- ' || wanted.digest)) then
      execute format('create or replace function %I.%I() returns trigger language plpgsql security definer '
        'set search_path = pg_catalog, pg_temp set timezone = %L set datestyle = %L set intervalstyle = %L '
        'set extra_float_digits = 1 as %L', home, wanted.function_name, 'UTC', 'ISO, YMD', 'iso_8601',
        "posthorn".capture_body(root, wanted.digest, wanted.schema_name, wanted.table_name, wanted.project_column,
          wanted.excluded_columns, wanted.key_columns));
      execute format('revoke execute on function %I.%I() from public', home, wanted.function_name);
      -- Whoever calls this: it writes with the rights of whom the events belong to, and no others.
      select pg_get_userbyid(c.relowner) into owner from pg_class c where c.oid = '"posthorn".events'::regclass;
      if owner <> current_user then
        execute format('alter function %I.%I() owner to %I', home, wanted.function_name, owner);
      end if;
    end if;
    for target in
      select l.oid, l.relname, n.nspname from pg_class l join pg_namespace n on n.oid = l.relnamespace
      where l.oid = any(wanted.targets) order by l.oid
    loop
      foreach operation in array array['insert', 'update', 'delete'] loop
        continue when exists (select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
          where t.tgrelid = target.oid and t.tgname = 'posthorn_' || operation and p.proname = wanted.function_name
            and p.pronamespace = to_regnamespace('"posthorn"'));
        execute format('create or replace trigger %I after %s on %I.%I referencing %s for each statement execute function %I.%I()',
          'posthorn_' || operation, operation, target.nspname, target.relname,
          concat_ws(' ', case when operation <> 'insert' then 'old table as old_rows' end,
            case when operation <> 'delete' then 'new table as new_rows' end), home, wanted.function_name);
      end loop;
    end loop;
  end if;
  for stray in
    select t.tgname, p.proname, l.relname, n.nspname from pg_trigger t
    join pg_proc p on p.oid = t.tgfoid
    join pg_class l on l.oid = t.tgrelid join pg_namespace n on n.oid = l.relnamespace
    where (t.tgrelid = root or t.tgrelid in (select b.relid from pg_partition_tree(root) b))
      and p.pronamespace = to_regnamespace('"posthorn"') and starts_with(p.proname, 'capture_')
      and p.proname is distinct from wanted.function_name
  loop
    execute format('drop trigger %I on %I.%I', stray.tgname, stray.nspname, stray.relname);
    if not exists (select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
        where p.proname = stray.proname and p.pronamespace = to_regnamespace('"posthorn"')) then
      execute format('drop function %I.%I()', home, stray.proname);
    end if;
  end loop;
  return case when wanted.relation is null then 'removed' else 'installed' end;
exception when lock_not_available or deadlock_detected then
  return 'pending';
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.store_event(id uuid, project_id text, type text, version integer, occurred_at timestamp with time zone, data text, details jsonb, invalid_reason text, expected xid8)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
begin
  if expected is null then
    if pg_current_xact_id_if_assigned() is null then
      return null;
    end if;
  elsif pg_current_xact_id() <> expected then
    return null;
  end if;
  insert into "posthorn".events (id, project_id, type, version, occurred_at, data, details, invalid_reason)
  values (id, project_id, type, version, occurred_at, data, details, invalid_reason);
  if invalid_reason is null then
    insert into "posthorn".outbox (event_id, project_id) values (id, project_id);
  end if;
  return pg_current_xact_id()::text;
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.store_events(events json, expected xid8)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
begin
  if expected is null then
    if pg_current_xact_id_if_assigned() is null then
      return null;
    end if;
  elsif pg_current_xact_id() <> expected then
    return null;
  end if;
  with stored as (
    insert into "posthorn".events (id, project_id, type, version, occurred_at, data, details, invalid_reason)
    select i.id, i.project, i.type, i.version, i.occurred_at, i.data, i.details, i.invalid
    from json_to_recordset(store_events.events) as i(
      id uuid, project text, type text, version integer, occurred_at timestamptz, data text, details jsonb, invalid text)
    returning id, project_id, invalid_reason
  )
  insert into "posthorn".outbox (event_id, project_id)
  select id, project_id from stored where invalid_reason is null;
  return pg_current_xact_id()::text;
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.store_outcomes(tokens uuid[], ended_tokens uuid[], leases smallint[], event_ids uuid[], webhook_ids uuid[], replays smallint[], project_ids text[], event_projects text[], event_types text[], statuses text[], reasons text[], attempts_used smallint[], status_codes smallint[], durations real[], error_codes text[], errors text[], retry_ins double precision[], queue_lanes smallint[], steps_used smallint[], outcomes text[], began_agos double precision[], signed text[], headers text[], bodies text[], cuts boolean[], healths smallint[], slow_fors double precision[], breaker_threshold integer, breaker_delay double precision, breaker_max_delay double precision, fresh_ones boolean[], again boolean)
 RETURNS TABLE(alive json, health json)
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET jit TO 'off'
AS $function$
#variable_conflict use_column
begin
  return query
  with living as materialized (
    select "posthorn".hold_leases(tokens, ended_tokens) as positions
  ),
  r as materialized (
    select u.* from living cross join (
      select unnest(leases) as lease, unnest(event_ids) as event_id, unnest(webhook_ids) as webhook_id,
        unnest(replays) as replay, unnest(project_ids) as project_id, unnest(event_projects) as event_project,
        unnest(event_types) as event_type, unnest(statuses) as status, unnest(reasons) as reason,
        unnest(attempts_used) as attempts, unnest(status_codes) as status_code, unnest(durations) as duration_ms,
        unnest(error_codes) as error_code, unnest(errors) as error, unnest(retry_ins) as retry_in,
        unnest(queue_lanes) as lane, unnest(steps_used) as steps, unnest(outcomes) as outcome,
        unnest(began_agos) as began_ago, unnest(signed) as signed_headers, unnest(headers) as response_headers,
        unnest(bodies) as response_body, unnest(cuts) as response_cut, unnest(healths) as health,
        unnest(slow_fors) as slow_for, unnest(fresh_ones) as fresh, generate_subscripts(leases, 1) as i
    ) as u
    where u.lease = any(living.positions)
      and not (again and u.outcome is not null and exists (
        select from "posthorn".attempts a
        where a.event_id = u.event_id and a.webhook_id = u.webhook_id and a.replay = u.replay and a.number = u.attempts))
      and not (again and u.outcome is null and u.fresh and exists (
        select from "posthorn".deliveries d
        where d.event_id = u.event_id and d.webhook_id = u.webhook_id and d.replay = u.replay))
  ),
  first_rows as (
    insert into "posthorn".deliveries (event_id, webhook_id, replay, project_id, event_project_id, event_type, status,
      failure_reason, attempts, status_code, response_time_ms, error_code, error, created_at, finished_at, next_attempt_at)
    select event_id, webhook_id, replay, project_id, event_project, event_type, cast(status as "posthorn".delivery_status),
      reason, attempts, status_code, duration_ms, error_code, error, now() - make_interval(secs => began_ago),
      case when status <> 'pending' then now() end, now() + make_interval(secs => retry_in)
    from r where fresh and not again
  ),
  delivered as (
    insert into "posthorn".deliveries as d (event_id, webhook_id, replay, project_id, event_project_id, event_type, status,
      failure_reason, attempts, status_code, response_time_ms, error_code, error, created_at, finished_at, next_attempt_at)
    select event_id, webhook_id, replay, project_id, event_project, event_type, cast(status as "posthorn".delivery_status),
      reason, attempts, status_code, duration_ms, error_code, error, now() - make_interval(secs => began_ago),
      case when status <> 'pending' then now() end, now() + make_interval(secs => retry_in)
    from r where not fresh or again
    on conflict (event_id, webhook_id, replay) do update set
      status = excluded.status, failure_reason = excluded.failure_reason, attempts = excluded.attempts,
      status_code = coalesce(excluded.status_code, d.status_code),
      response_time_ms = coalesce(excluded.response_time_ms, d.response_time_ms),
      error_code = excluded.error_code, error = excluded.error,
      finished_at = excluded.finished_at, next_attempt_at = excluded.next_attempt_at
      where d.status = 'pending'
  ),
  tried as (
    insert into "posthorn".attempts (event_id, webhook_id, replay, number, project_id, outcome, started_at, duration_ms,
      status_code, error_code, error, signed_headers, response_headers, response_body, response_cut)
    select event_id, webhook_id, replay, attempts, project_id, cast(outcome as "posthorn".attempt_outcome),
      now() - make_interval(secs => began_ago), duration_ms, status_code, error_code, error,
      signed_headers, response_headers, response_body, response_cut
    from r where outcome is not null
  ),
  queued as (
    insert into "posthorn".queue (webhook_id, lane, due_at, event_id, replay, project_id, attempts, steps)
    select webhook_id, lane, now() + make_interval(secs => retry_in), event_id, replay, event_project, attempts, steps
    from r where retry_in is not null
    on conflict do nothing
  ),
  judged as (
    select webhook_id, min(project_id) as project_id, bool_or(health = 1) as succeeded,
      count(*) filter (where health >= 2 and i > last_success)::integer as failed_attempts,
      count(*) filter (where health = 3 and i > last_success)::integer as failed_deliveries,
      bool_or(health >= 2) as failed, max(slow_for) filter (where i > last_success) as slow_for
    from (select *, coalesce(max(i) filter (where health = 1) over (partition by webhook_id), 0) as last_success
      from r where health > 0) as told
    group by webhook_id
  ),
  health as (
    insert into "posthorn".webhook_health as h (project_id, webhook_id, consecutive_failures, failed_attempts,
      failing_since, last_success_at, last_failure_at, slow_until, breaker_until, breaker_level)
    select j.project_id, j.webhook_id, j.failed_deliveries, j.failed_attempts,
      case when j.failed_attempts > 0 then now() end, case when j.succeeded then now() end,
      case when j.failed then now() end, now() + make_interval(secs => j.slow_for),
      case when not j.succeeded and j.failed_attempts >= breaker_threshold then now() + make_interval(secs => least(breaker_max_delay, breaker_delay)) end,
      case when not j.succeeded and j.failed_attempts >= breaker_threshold then 1 else 0 end
    from judged j
    where exists (select from "posthorn".webhooks w where w.id = j.webhook_id)
    order by j.webhook_id
    on conflict (webhook_id) do update set
      consecutive_failures = excluded.consecutive_failures
        + case when excluded.last_success_at is null then h.consecutive_failures else 0 end,
      failed_attempts = excluded.failed_attempts
        + case when excluded.last_success_at is null then h.failed_attempts else 0 end,
      failing_since = case when excluded.last_success_at is null then coalesce(h.failing_since, excluded.failing_since)
        else excluded.failing_since end,
      last_success_at = coalesce(excluded.last_success_at, h.last_success_at),
      last_failure_at = coalesce(excluded.last_failure_at, h.last_failure_at),
      slow_until = case when excluded.last_success_at is not null and excluded.failed_attempts = 0 then null
        else greatest(h.slow_until, excluded.slow_until) end,
      breaker_until = case
        when excluded.last_success_at is not null then null
        when h.failed_attempts + excluded.failed_attempts >= breaker_threshold
          and (h.breaker_until is null or h.breaker_until <= now())
          then now() + make_interval(secs => least(breaker_max_delay, breaker_delay * 2 ^ h.breaker_level))
        else h.breaker_until end,
      breaker_level = case
        when excluded.last_success_at is not null then 0
        when h.failed_attempts + excluded.failed_attempts >= breaker_threshold
          and (h.breaker_until is null or h.breaker_until <= now()) then least(h.breaker_level + 1, 20)
        else h.breaker_level end
    returning h.webhook_id, h.consecutive_failures, h.failed_attempts,
      extract(epoch from now() - h.failing_since) as failing_for,
      extract(epoch from h.slow_until - now()) as slow_for,
      extract(epoch from h.breaker_until - now()) as breaker_for
  )
  select (select to_json(positions) from living),
    (select json_agg(json_build_object('webhookId', webhook_id, 'consecutiveFailures', consecutive_failures,
      'failedAttempts', failed_attempts, 'failingFor', failing_for, 'slowFor', slow_for, 'breakerFor', breaker_for))
     from health);
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.store_successes(tokens uuid[], ended_tokens uuid[], leases smallint[], event_ids uuid[], webhook_ids uuid[], project_ids text[], event_projects text[], event_types text[], status_codes smallint[], durations real[], began_agos double precision[], signed text[], headers text[], bodies text[], cuts boolean[], tolds boolean[])
 RETURNS TABLE(alive json, health json)
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET jit TO 'off'
AS $function$
#variable_conflict use_column
begin
  return query
  with living as materialized (
    select "posthorn".hold_leases(tokens, ended_tokens) as positions
  ),
  given as materialized (
    select unnest(leases) as lease, unnest(event_ids) as event_id, unnest(webhook_ids) as webhook_id,
      unnest(project_ids) as project_id, unnest(event_projects) as event_project, unnest(event_types) as event_type,
      unnest(status_codes) as status_code, unnest(durations) as duration_ms, unnest(began_agos) as began_ago,
      unnest(signed) as signed_headers, unnest(headers) as response_headers, unnest(bodies) as response_body,
      unnest(cuts) as response_cut, unnest(tolds) as told
  ),
  r as materialized (
    select u.event_id, coalesce(u.webhook_id, webhook_ids[1]) as webhook_id,
      coalesce(u.project_id, project_ids[1]) as project_id, coalesce(u.event_project, event_projects[1]) as event_project,
      coalesce(u.event_type, event_types[1]) as event_type, coalesce(u.status_code, status_codes[1]) as status_code,
      u.duration_ms, now() - make_interval(secs => u.began_ago) as began_at, u.signed_headers, u.response_headers,
      u.response_body, coalesce(u.response_cut, false) as response_cut, coalesce(u.told, false) as told
    from living cross join given u where coalesce(u.lease, leases[1]) = any(living.positions)
  ),
  delivered as (
    insert into "posthorn".deliveries (event_id, webhook_id, project_id, event_project_id, event_type, status, attempts,
      status_code, response_time_ms, created_at, finished_at)
    select event_id, webhook_id, project_id, event_project, event_type, 'success', 1,
      status_code, duration_ms, began_at, now() from r
  ),
  tried as (
    insert into "posthorn".attempts (event_id, webhook_id, number, project_id, outcome, started_at, duration_ms, status_code,
      signed_headers, response_headers, response_body, response_cut)
    select event_id, webhook_id, 1, project_id, 'success', began_at, duration_ms, status_code,
      signed_headers, response_headers, response_body, response_cut from r
  ),
  healthy as (
    insert into "posthorn".webhook_health (project_id, webhook_id, last_success_at)
    select t.project_id, t.webhook_id, now() from (select distinct project_id, webhook_id from r where told) as t
    where exists (select from "posthorn".webhooks w where w.id = t.webhook_id)
    order by t.webhook_id
    on conflict (webhook_id) do update set consecutive_failures = 0, failed_attempts = 0, failing_since = null,
      last_success_at = excluded.last_success_at, slow_until = null, breaker_until = null, breaker_level = 0
    returning webhook_id
  )
  select to_json(positions),
    (select json_agg(json_build_object('webhookId', webhook_id, 'consecutiveFailures', 0, 'failedAttempts', 0,
      'failingFor', null, 'slowFor', null, 'breakerFor', null)) from healthy)
  from living;
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.table_fingerprint(relation oid)
 RETURNS bigint
 LANGUAGE sql
 STABLE STRICT
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select coalesce(bit_xor(hashnameextended(a.attname, a.atttypid::bigint)), 0)
  from pg_attribute a where a.attrelid = relation and a.attnum > 0 and not a.attisdropped
$function$
;
CREATE OR REPLACE FUNCTION posthorn.table_name_parts(name text, OUT schema_name text, OUT table_name text)
 RETURNS record
 LANGUAGE plpgsql
 IMMUTABLE STRICT
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  parts constant text[] := parse_ident(regexp_replace(name, '(^|\.)\*$', '\1"*"'));
begin
  if cardinality(parts) > 2 then
    raise exception 'invalid_table: "%" is not a table', name using errcode = 'PH003',
      hint = 'Expected table, schema.table, schema.* or *.';
  end if;
  table_name := parts[cardinality(parts)];
  schema_name := case when cardinality(parts) = 2 then parts[1] when table_name = '*' then '*' else 'public' end;
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.table_verdict(schema_name text, table_name text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
#variable_conflict use_variable
declare
  found_tables record;
begin
  if schema_name = (parse_ident('"posthorn"'))[1]
    or not exists (select from "posthorn".table_rules r where r.allowed
      and (schema_name = '*' or r.schema_name = schema_name) and (table_name = '*' or r.table_name in (table_name, '*')))
    or exists (select from "posthorn".table_rules r where not r.allowed
      and r.schema_name in (schema_name, '*') and r.table_name in (table_name, '*'))
    or exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = schema_name and c.relname = table_name
        and not exists (select from "posthorn".watchable_tables w where w.relation = c.oid))
  then
    return 'refused';
  end if;
  select count(*) as present, count(*) filter (where w.wanted) as wanted, count(*) filter (where w.installed) as installed
  into found_tables from "posthorn".watchable_tables w
  where (schema_name = '*' or w.schema_name = schema_name) and (table_name = '*' or w.table_name = table_name);
  return case when found_tables.present = 0 then 'missing' when found_tables.wanted < found_tables.present then 'available'
    when found_tables.installed < found_tables.present then 'pending' else 'installed' end;
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.unsettled_tables()
 RETURNS SETOF oid
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  used text[];
  unused record;
begin
  if not exists (select from "posthorn".watched_tables) and not exists (select from pg_proc p
      where p.pronamespace = to_regnamespace('"posthorn"') and p.proname ~ '^capture_[0-9a-f]{32}$') then
    return;
  end if;
  return query
    with wanted as materialized (select w.* from "posthorn".watchable_tables w where w.wanted)
    select w.relation from wanted w where not w.installed
    union
    select coalesce(pg_partition_root(s.relation)::oid, s.relation) from (
      select t.tgrelid::oid as relation, p.proname::text from pg_trigger t join pg_proc p on p.oid = t.tgfoid
      where p.pronamespace = to_regnamespace('"posthorn"') and starts_with(p.proname, 'capture_')
      except all
      select unnest(w.targets), w.function_name from wanted w cross join generate_series(1, 3)
    ) s;
  if not pg_try_advisory_xact_lock(hashtextextended('posthorn.unsettled_tables ' || (parse_ident('"posthorn"'))[1], 0)) then
    return;
  end if;
  used := array(select w.function_name from "posthorn".watchable_tables w where w.wanted);
  for unused in
    select p.proname from pg_proc p
    where p.pronamespace = to_regnamespace('"posthorn"') and p.proname ~ '^capture_[0-9a-f]{32}$'
      and not exists (select from pg_trigger t where t.tgfoid = p.oid) and p.proname <> all(used)
  loop
    execute format('drop function %I.%I()', (parse_ident('"posthorn"'))[1], unused.proname);
  end loop;
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.unwatch(name text)
 RETURNS text
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select "posthorn".unwatch_table(p.schema_name, p.table_name) from "posthorn".table_name_parts(name) p
$function$
;
CREATE OR REPLACE FUNCTION posthorn.unwatch_table(schema_name text, table_name text)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
#variable_conflict use_variable
declare
  relation oid;
  state text := 'removed';
begin
  delete from "posthorn".watched_tables w where w.schema_name = schema_name and w.table_name = table_name;
  for relation in select u from "posthorn".unsettled_tables() u loop
    if "posthorn".settle_table(relation) = 'pending' then
      state := 'pending';
      exit;
    end if;
  end loop;
  if exists (select from "posthorn".watchable_tables w where w.wanted and w.schema_name = schema_name and w.table_name = table_name) then
    return 'kept';
  end if;
  return state;
end
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
CREATE OR REPLACE FUNCTION posthorn.watch(name text)
 RETURNS text
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select "posthorn".watch_table(p.schema_name, p.table_name) from "posthorn".table_name_parts(name) p
$function$
;
CREATE OR REPLACE FUNCTION posthorn.watch_table(schema_name text, table_name text)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
#variable_conflict use_variable
declare
  allowed text;
  relation oid;
begin
  if "posthorn".table_verdict(schema_name, table_name) = 'refused' then
    select string_agg(format('%s.%s', r.schema_name, r.table_name), ', ' order by r.schema_name, r.table_name) into allowed
    from "posthorn".table_rules r where r.allowed;
    raise exception 'table_not_allowed: changes of %.% cannot be heard', schema_name, table_name using errcode = 'PH003',
      detail = 'Allowed: ' || coalesce(allowed, 'none'),
      hint = 'Allow it in the configuration of table changes. A partition is watched through its parent; views, foreign '
        'and temporary tables cannot be.';
  end if;
  insert into "posthorn".watched_tables as w (schema_name, table_name) values (schema_name, table_name) on conflict do nothing;
  for relation in
    select w.relation from "posthorn".watchable_tables w
    where not w.installed
      and (schema_name = '*' or w.schema_name = schema_name) and (table_name = '*' or w.table_name = table_name)
  loop
    -- The locks last as long as the transaction: no waiting for a second table while they are held.
    exit when "posthorn".settle_table(relation) = 'pending';
  end loop;
  return "posthorn".table_verdict(schema_name, table_name);
end
$function$
;
CREATE OR REPLACE FUNCTION posthorn.writing_deliveries_since()
 RETURNS timestamp with time zone
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select greatest(min(a.xact_start), clock_timestamp() - interval '5 minutes')
  from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'relation' and l.relation = '"posthorn".deliveries'::regclass and l.mode = 'RowExclusiveLock'
    and a.datname = current_database()
  having count(*) > 0
$function$
;

-- Triggers

CREATE TRIGGER configuration_time BEFORE UPDATE OF version ON posthorn.configuration FOR EACH ROW WHEN ((new.version <> old.version)) EXECUTE FUNCTION posthorn.note_configuration_time();
CREATE TRIGGER ordering_changed BEFORE UPDATE OF ordering_key ON posthorn.webhooks FOR EACH ROW WHEN ((old.ordering_key IS DISTINCT FROM new.ordering_key)) EXECUTE FUNCTION posthorn.note_ordering_change();
