-- Partitions can be made, dropped and attached by their owner only. An application that connects as a role of its own, with the
-- right to read and write and no other, could publish and deliver for a week, until no day was left. Both functions now do
-- that as the owner of the schema, for roles that may do by hand what the function is for: publish, or delete what is stored.
-- `session_user` is who has logged in: what a role may become by SET ROLE counts, what the function runs as does not.

create function :"schema".may_keep_days(wanted text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  place constant regclass := ':"schema".events'::regclass;
begin
  if not has_table_privilege(session_user, place, wanted)
    and not pg_has_role(session_user, (select relowner from pg_class where oid = place), 'member') then
    raise exception 'The role % lacks the right to % on %, without which it makes and ends no days', session_user, wanted, place
      using errcode = 'insufficient_privilege';
  end if;
end
$$;

-- Makes the partitions of one UTC day unless they are there; says whether it did. CREATE then ATTACH: unlike
-- CREATE … PARTITION OF it takes no lock that conflicts with publishers. Makers are serialised by an advisory lock. Who has
-- waited for it does not ask again: a session answers that from its cache, and a query from the snapshot of a REPEATABLE
-- READ transaction. CREATE itself hears of what others have made; then the day is there.
create or replace function :"schema".ensure_day(day date) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  home constant text := (parse_ident(':"schema"'))[1];
  suffix constant text := to_char(day, 'YYYYMMDD');
  parent text;
begin
  if to_regclass(format('%I.%I', home, 'attempts_' || suffix)) is not null then
    return false;
  end if;
  perform :"schema".may_keep_days('insert');
  perform pg_advisory_xact_lock(hashtextextended('posthorn.ensure_day ' || home, 0));
  begin
    foreach parent in array array['events', 'deliveries', 'attempts'] loop
      execute format('create table %1$I.%3$I (like %1$I.%2$I including all) with (fillfactor = %4$s)',
        home, parent, parent || '_' || suffix, case parent when 'deliveries' then 90 else 100 end);
      execute format('alter table %1$I.%2$I attach partition %1$I.%3$I for values from (%4$L) to (%5$L)',
        home, parent, parent || '_' || suffix,
        :"schema".uuid_floor(day::timestamp at time zone 'UTC'),
        :"schema".uuid_floor((day + 1)::timestamp at time zone 'UTC'));
    end loop;
  exception when duplicate_table then
    return false;
  end;
  return true;
end
$$;

-- Ends one UTC day: drops its partitions (78 ms for 1,000,000 deliveries and attempts, where DELETE took 1.4 s and left
-- the files as large). Undelivered rows stay: then the partitions are replaced by small ones that hold only those and
-- their events. Answers `absent`, `dropped`, `thinned`, or `kept` when there is nothing to take away.
-- The locks on the parents conflict with publishers: call it with a short lock_timeout and try again later.
create or replace function :"schema".end_day(day date) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  home constant text := (parse_ident(':"schema"'))[1];
  suffix constant text := to_char(day, 'YYYYMMDD');
  low constant uuid := :"schema".uuid_floor(day::timestamp at time zone 'UTC');
  high constant uuid := :"schema".uuid_floor((day + 1)::timestamp at time zone 'UTC');
  noted constant text := format('%I.%I', home, 'undelivered_' || suffix);
  parent text;
  undelivered boolean;
  finished boolean;
begin
  perform :"schema".may_keep_days('delete');
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
      union select event_id from :"schema".outbox where event_id >= $1 and event_id < $2
      union select event_id from :"schema".ordering_inbox where event_id >= $1 and event_id < $2
      union select l.id from :"schema".leases, unnest(event_ids) l(id) where l.id >= $1 and l.id < $2',
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
$$;

-- They run as whoever owns the tables, also where those were given to another role than the one that migrates.
do $$
declare
  function text;
  keeper constant name := (select pg_get_userbyid(relowner) from pg_class where oid = ':"schema".events'::regclass);
begin
  foreach function in array array['ensure_day(date)', 'end_day(date)'] loop
    if keeper <> current_user then
      execute format('alter function :"schema".%s owner to %I', function, keeper);
    end if;
  end loop;
end
$$;
