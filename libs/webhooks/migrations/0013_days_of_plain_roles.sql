-- Partitions can be made, dropped and attached by their owner only. An application that connects as a role of its own, with the
-- right to read and write and no other, could publish and deliver for a week, until no day was left. Days are now made and
-- ended as the owner of the schema, for roles that may do by hand what that is for: publish, or delete what is stored.
-- Whoever is the owner already needs nobody's leave: the triggers of row changes run as it, whatever role writes the table.

alter function :"schema".ensure_day(date) rename to ensure_day_as_caller;
alter function :"schema".end_day(date) rename to end_day_as_caller;

-- `session_user` is who has logged in: what a role may become by SET ROLE counts, what a function runs as does not.
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

create function :"schema".ensure_day_as_owner(day date) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if to_regclass(':"schema".attempts_' || to_char(day, 'YYYYMMDD')) is not null then
    return false;
  end if;
  perform :"schema".may_keep_days('insert');
  return :"schema".ensure_day_as_caller(day);
end
$$;

create function :"schema".end_day_as_owner(day date) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform :"schema".may_keep_days('delete');
  return :"schema".end_day_as_caller(day);
end
$$;

create function :"schema".is_keeper_of_days() returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select pg_get_userbyid(relowner) = current_user from pg_class where oid = ':"schema".events'::regclass
$$;

create function :"schema".ensure_day(day date) returns boolean language plpgsql as $$
begin
  if :"schema".is_keeper_of_days() then
    return :"schema".ensure_day_as_caller(day);
  end if;
  return :"schema".ensure_day_as_owner(day);
end
$$;

create function :"schema".end_day(day date) returns text language plpgsql as $$
begin
  if :"schema".is_keeper_of_days() then
    return :"schema".end_day_as_caller(day);
  end if;
  return :"schema".end_day_as_owner(day);
end
$$;

-- They run as whoever owns the tables, also where those were given to another role than the one that migrates.
do $$
declare
  function text;
  keeper constant name := (select pg_get_userbyid(relowner) from pg_class where oid = ':"schema".events'::regclass);
begin
  foreach function in array array['ensure_day_as_owner(date)', 'end_day_as_owner(date)'] loop
    if keeper <> current_user then
      execute format('alter function :"schema".%s owner to %I', function, keeper);
    end if;
  end loop;
end
$$;
