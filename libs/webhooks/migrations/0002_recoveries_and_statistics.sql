-- Recovery jobs, statistics, and the events about webhooks themselves.

-- Recovery jobs ------------------------------------------------------------------------------------------------

create table :"schema".recoveries (
  id uuid primary key,
  project_id text not null,                                -- the webhook's
  webhook_id uuid not null,
  status text not null default 'running' check (status in ('running', 'completed', 'cancelled')),
  since timestamptz not null,                              -- of the publish, inclusive
  until timestamptz not null,                              -- exclusive; fixed at creation
  statuses text[] not null check (statuses <@ array['failed', 'skipped', 'missing'] and statuses <> '{}'),
  event_types text[],                                      -- null: all
  rate_per_second integer not null check (rate_per_second between 1 and 1000),
  position uuid,                                           -- the last event that was looked at; moves with what it queued
  scheduled_until timestamptz,                             -- due time up to which its replays are queued
  found integer,                                           -- counted at creation; null: too many to count
  queued integer not null default 0,
  expired integer not null default 0,                      -- payload erased or past the retention: counted, not sent
  actor text not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  foreign key (project_id, webhook_id) references :"schema".webhooks (project_id, id) on delete cascade
);
create unique index recoveries_running on :"schema".recoveries (webhook_id) where status = 'running';
create index recoveries_by_webhook on :"schema".recoveries (webhook_id, id desc);

-- Which of these events a recovery of the webhook sends again. The newest delivery says what became of an event; one
-- that any delivery has brought to the webhook, or still may, is left out. `missing`: no delivery at all, and neither
-- waiting in the outbox nor claimed (both are seen in one snapshot, so an event on its way is never called missing).
create function :"schema".recoverable(webhook uuid, candidates uuid[], wanted text[])
returns table (event_id uuid, n bigint, kind text, sendable boolean, event_project text, event_type text, replay smallint)
language sql stable as $$
  select c.id, c.n, coalesce(l.status::text, 'missing'), coalesce(e.sendable, false),
    coalesce(e.project_id, l.event_project_id), coalesce(e.type, l.event_type), l.replay
  from unnest(candidates) with ordinality c(id, n)
  left join lateral (
    select project_id, type, data is not null and invalid_reason is null as sendable
    from :"schema".events where id = c.id offset 0) e on true
  left join lateral (
    select d.status, d.replay, d.event_project_id, d.event_type from :"schema".deliveries d
    where d.event_id = c.id and d.webhook_id = webhook order by d.replay desc limit 1) l on true
  where coalesce(l.status::text, 'missing') = any (wanted)
    and not exists (select from :"schema".deliveries d
      where d.event_id = c.id and d.webhook_id = webhook and d.status in ('success', 'pending'))
    and (l.status is not null or not (
      exists (select from :"schema".outbox o where o.event_id = c.id)
      or exists (select from :"schema".ordering_inbox i where i.event_id = c.id and webhook = any (i.webhook_ids))
      or exists (select from :"schema".leases s where s.webhook_ids is null and c.id = any (s.event_ids))))
$$;

-- Statistics ---------------------------------------------------------------------------------------------------

-- What ended in a minute (UTC), written by housekeeping from the deliveries. A minute that is still young is written
-- again, wholly, so that a process that dies in between leaves nothing half-counted.
create table :"schema".delivery_minutes (
  minute timestamptz not null,
  webhook_id uuid not null,
  project_id text not null,                                -- the webhook's
  succeeded integer not null,
  failed integer not null,
  skipped integer not null,
  attempts integer not null,                               -- made for the deliveries that ended
  response_times integer[] not null,                       -- histogram of the last attempts; bounds in response_time_bounds
  primary key (minute, webhook_id)
);
create index delivery_minutes_by_project on :"schema".delivery_minutes (project_id, minute);

-- One row: up to where the minutes are final.
create table :"schema".statistics (
  single boolean primary key default true check (single),
  final_until timestamptz
);
insert into :"schema".statistics default values;

-- Upper bounds of the histogram, milliseconds; the last class has none.
create function :"schema".response_time_bounds() returns real[] language sql immutable parallel safe as $$
  select array[5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000, 10000, 20000, 30000]::real[]
$$;

-- Finds the deliveries that ended in a minute, in whatever partition their event lies. BRIN, because every index that
-- has to place each row would cost a tenth of the delivery rate; autosummarize keeps its unread tail short.
create index deliveries_by_end on :"schema".deliveries using brin (finished_at) with (autosummarize = on, pages_per_range = 64);

-- Events about webhooks ----------------------------------------------------------------------------------------

-- What was last told of a webhook that is not healthy. A row per webhook, written with the event that tells it.
create table :"schema".webhook_announcements (
  webhook_id uuid primary key,
  project_id text not null,
  state text not null check (state in ('failing', 'disabled')),
  told boolean not null,                                   -- false: kept to ourselves, for only such events had failed
  since timestamptz not null default now(),
  foreign key (project_id, webhook_id) references :"schema".webhooks (project_id, id) on delete cascade
);

-- One row: up to where failed deliveries were looked through.
create table :"schema".announcements (
  single boolean primary key default true check (single),
  deliveries_until timestamptz not null default now()
);
insert into :"schema".announcements default values;
