-- Row changes as events: what is allowed and wanted, the functions that triggers run, and how they get on a table and
-- off it again. Needs the tables of the webhooks library. `:"schema"` is replaced by the quoted schema name.

-- The configuration of the application, so that SQL follows it too.
create table :"schema".table_rules (
  schema_name text not null,                               -- '*': every schema, of denials only
  table_name text not null,                                -- '*': every table of the schema
  allowed boolean not null,                                -- false: never, whatever other rules say
  project_column text,                                     -- null: what a wider rule says, else project_id; '': none
  excluded_columns text[] not null default '{}',
  primary key (schema_name, table_name, allowed)
);

-- What is wanted. What is there is what pg_trigger says; `settle_table` brings the second to the first.
create table :"schema".watched_tables (
  schema_name text not null,                               -- '*': every allowed schema
  table_name text not null,                                -- '*': every allowed table of it
  since timestamptz not null default now(),
  primary key (schema_name, table_name)
);

-- The shape of a table ------------------------------------------------------------------------------------------

-- The type below a domain; asked only for types that are none of PostgreSQL's own.
create function :"schema".base_type(type oid) returns oid language plpgsql stable strict
set search_path = pg_catalog, pg_temp as $$
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
$$;

-- A number that changes with the names and types of a table's columns, and not with their order: a partition may have
-- them in another one.
create function :"schema".table_fingerprint(relation oid) returns bigint language sql stable strict
set search_path = pg_catalog, pg_temp as $$
  select coalesce(bit_xor(hashnameextended(a.attname, a.atttypid::bigint)), 0)
  from pg_attribute a where a.attrelid = relation and a.attnum > 0 and not a.attisdropped
$$;

-- How the rows `t` of a table become JSON: a select list for row_to_json without the excluded columns, a condition
-- that holds for rows that are certainly too large, and the project as text.
--
-- PostgreSQL's own JSON is right for most types: digits are kept, NaN and infinities are strings, jsonb stays JSON.
-- Moments get a Z (the functions that use this run with TimeZone UTC), bytes become base64. What is too large is told
-- from the stored sizes, so that a column of many megabytes is not even read. Virtual generated columns have no value
-- in a trigger and are left out.
create function :"schema".row_shape(relation oid, excluded text[], project_column text,
  out columns text, out oversized text, out project text) language sql stable
set search_path = pg_catalog, pg_temp as $$
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
      case when a.atttypid < 16384 then a.atttypid else :"schema".base_type(a.atttypid) end as base,
      -- A length limit of up to a thousand characters needs no check, nor does what is never stored apart.
      a.attlen = -1 and a.attstorage <> 'p' and a.atttypmod not between 0 and 1004 as long
    from pg_attribute a
    where a.attrelid = relation and a.attnum > 0 and not a.attisdropped
  ) c
$$;

-- Capturing -----------------------------------------------------------------------------------------------------

-- The statement that turns `old_rows` and `new_rows` into events: one for each row, in the order of the statement.
-- An UPDATE's old and new rows are paired by their position, for PostgreSQL appends both in one step: that also holds
-- for rows whose key has changed, that have no key, and that have moved to another partition. Rows that look the same
-- before and after are left out; a row that has moved to another project is deleted in the one and created in the other.
create function :"schema".capture_statement(relation oid, operation text, schema_name text, table_name text,
  project_column text, excluded text[], key_columns text[]) returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  shape constant record := :"schema".row_shape(relation, excluded, project_column);
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
      insert into :"schema".events (id, project_id, type, data, details, canonical, invalid_reason)
      select :"schema".new_event_id(), case when char_length(e.project) <= 64 then e.project else '' end,
        (%L::text[])[e.what + 1], case when e.fits then e.data end,
        case when e.fits and e.what = 0
          then jsonb_set(%L::jsonb, '{change,old}', to_jsonb(e.old)) else (%L::jsonb[])[e.what + 1] end,
        false,
        case when e.fits is not true then 'too_large' when char_length(e.project) > 64 then 'invalid_project_id' end
      from (%s) e
      returning id, project_id, invalid_reason
    )
    insert into :"schema".outbox (event_id, project_id)
    select id, project_id from stored where invalid_reason is null$sql$,
    array[table_name || '.updated', table_name || '.deleted', table_name || '.created'],
    jsonb_build_object('kind', 'change', 'change', change || '{"operation": "UPDATE"}'),
    array[jsonb_build_object('kind', 'change', 'change', change || '{"operation": "UPDATE"}'),
      jsonb_build_object('kind', 'change', 'change', change || '{"operation": "DELETE"}'),
      jsonb_build_object('kind', 'change', 'change', change || '{"operation": "INSERT"}')],
    rows);
end
$$;

-- For statements whose query has to be made at this moment: many rows, or columns that have changed since the
-- function was made. Only a fresh plan knows how many rows there are; one kept from a single row would join 100,000 by
-- nested loops.
--
-- Where a trigger of a partition has swallowed a row that moved to it, the pairs are broken: everything is told as
-- deleted and created then.
create function :"schema".capture_statements(relation oid, operation text, schema_name text, table_name text,
  project_column text, excluded text[], key_columns text[], pairs boolean) returns setof text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select :"schema".capture_statement(relation, op, schema_name, table_name, project_column, excluded, key_columns)
  from unnest(case when pairs then array[operation] else array['DELETE', 'INSERT'] end) op
$$;

-- The body of the trigger function of one table. Every watched table has a function of its own, made by us: with the
-- query written out, its plan is kept, and a statement of one row pays a third of what it costs to make and plan the
-- query each time. What the function was made for is checked first: after ALTER TABLE, and until the tick has made it
-- anew, the query is made each time. Changed settings replace the function and touch no table.
create function :"schema".capture_body(relation oid, digest text, schema_name text, table_name text,
  project_column text, excluded text[], key_columns text[]) returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
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
    if to_regclass(':"schema".attempts_' || to_char(day, 'YYYYMMDD')) is null then
      perform :"schema".ensure_day(day);
    end if;
  end loop;
  if count > 20 or not pairs or fingerprint <> %3$s then
    for statement in
      select * from :"schema".capture_statements(tg_relid, tg_op, %4$L, %5$L, %6$L, %7$L, %8$L, pairs)
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
    digest, (select c.relkind = 'p' from pg_class c where c.oid = relation), :"schema".table_fingerprint(relation),
    schema_name, table_name, project_column, excluded, key_columns,
    :"schema".capture_statement(relation, 'INSERT', schema_name, table_name, project_column, excluded, key_columns),
    :"schema".capture_statement(relation, 'UPDATE', schema_name, table_name, project_column, excluded, key_columns),
    :"schema".capture_statement(relation, 'DELETE', schema_name, table_name, project_column, excluded, key_columns))
$$;

-- What there is and what is wanted --------------------------------------------------------------------------------

-- Every table that may be watched, with what its rules say and what is installed on it. A partition belongs to its
-- parent; temporary and foreign tables, those of extensions, PostgreSQL's and our own are none of them. A partitioned
-- table with a foreign partition is none either: PostgreSQL would refuse its statements.
create view :"schema".watchable_tables as
select w.relation, w.schema_name, w.table_name, w.project_column, w.excluded_columns, w.key_columns, w.targets, w.function_name,
  w.digest, w.wanted,
  w.wanted and p.oid is not null and starts_with(p.prosrc, '-- ' || w.digest)
    and (select count(*) from pg_trigger t where t.tgrelid = any(w.targets) and t.tgfoid = p.oid
      and t.tgname in ('posthorn_insert', 'posthorn_update', 'posthorn_delete')) = 3 * cardinality(w.targets) as installed
from (
  select v.*, 'capture_' || md5(format('%I.%I', v.schema_name, v.table_name)) as function_name,
    md5(concat_ws(E'\n', 1, v.schema_name, v.table_name, v.project_column, v.excluded_columns, v.key_columns,
      :"schema".table_fingerprint(v.relation))) as digest
  from (
    select c.oid as relation, n.nspname::text as schema_name, c.relname::text as table_name,
      coalesce(r.project_column, 'project_id') as project_column, r.excluded_columns,
      array(select a.attname::text from pg_index i
        cross join unnest(i.indkey) with ordinality k(attnum, position)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
        where i.indrelid = c.oid and i.indisprimary order by k.position) as key_columns,
      case when c.relkind = 'p' then array(select t.relid::oid from pg_partition_tree(c.oid) t
        join pg_class l on l.oid = t.relid where l.relkind in ('r', 'p')) else array[c.oid] end as targets,
      exists (select from :"schema".watched_tables w
        where w.schema_name in (n.nspname, '*') and w.table_name in (c.relname, '*')) as wanted
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    cross join lateral (
      select coalesce(bool_and(r.allowed), false) as allowed,
        (array_agg(r.project_column order by r.table_name = '*') filter (where r.project_column is not null))[1] as project_column,
        array(select distinct x.name from :"schema".table_rules y cross join unnest(y.excluded_columns) x(name)
          where y.schema_name = n.nspname and y.table_name in (c.relname, '*') order by x.name) as excluded_columns
      from :"schema".table_rules r
      where r.table_name in (c.relname, '*') and (r.schema_name = n.nspname or r.schema_name = '*' and not r.allowed)
    ) r
    where r.allowed and c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
      and n.nspname <> 'information_schema' and n.nspname not like 'pg\_%'
      and n.nspname <> (parse_ident(':"schema"'))[1]
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
      and not (c.relkind = 'p' and exists (select from pg_partition_tree(c.oid) t
        join pg_class l on l.oid = t.relid and l.relkind = 'f'))
  ) v
) w
left join pg_proc p on p.proname = w.function_name and p.pronamespace = to_regnamespace(':"schema"');

-- Brings the triggers of a table to what is wanted. `installed`, `removed`, or `pending` when somebody writes the table
-- for longer than we may make others wait: CREATE TRIGGER waits for open writers, and every later writer waits behind
-- it. Changes nothing that is right already.
create function :"schema".settle_table(relation oid) returns text language plpgsql
set search_path = pg_catalog, pg_temp set lock_timeout = '200ms' as $$
#variable_conflict use_variable
declare
  home constant text := (parse_ident(':"schema"'))[1];
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
  select * into wanted from :"schema".watchable_tables w where w.relation = root and w.wanted;
  if wanted.relation is not null then
    if not exists (select from pg_proc p where p.proname = wanted.function_name and p.pronamespace = to_regnamespace(':"schema"')
        and starts_with(p.prosrc, '-- ' || wanted.digest)) then
      execute format('create or replace function %I.%I() returns trigger language plpgsql security definer '
        'set search_path = pg_catalog, pg_temp set timezone = %L set datestyle = %L set intervalstyle = %L '
        'set extra_float_digits = 1 as %L', home, wanted.function_name, 'UTC', 'ISO, YMD', 'iso_8601',
        :"schema".capture_body(root, wanted.digest, wanted.schema_name, wanted.table_name, wanted.project_column,
          wanted.excluded_columns, wanted.key_columns));
      execute format('revoke execute on function %I.%I() from public', home, wanted.function_name);
      -- Whoever calls this: it writes with the rights of whom the events belong to, and no others.
      select pg_get_userbyid(c.relowner) into owner from pg_class c where c.oid = ':"schema".events'::regclass;
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
            and p.pronamespace = to_regnamespace(':"schema"'));
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
      and p.pronamespace = to_regnamespace(':"schema"') and starts_with(p.proname, 'capture_')
      and p.proname is distinct from wanted.function_name
  loop
    execute format('drop trigger %I on %I.%I', stray.tgname, stray.nspname, stray.relname);
    if not exists (select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
        where p.proname = stray.proname and p.pronamespace = to_regnamespace(':"schema"')) then
      execute format('drop function %I.%I()', home, stray.proname);
    end if;
  end loop;
  return case when wanted.relation is null then 'removed' else 'installed' end;
exception when lock_not_available or deadlock_detected then
  return 'pending';
end
$$;

-- Every table on which something else is installed than is wanted: new, unwatched, renamed, altered, or a partition that
-- was attached or detached. What the tick has to settle. Drops the functions of tables that are gone.
create function :"schema".unsettled_tables() returns setof oid language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  used text[];
  unused record;
begin
  if not exists (select from :"schema".watched_tables) and not exists (select from pg_proc p
      where p.pronamespace = to_regnamespace(':"schema"') and p.proname ~ '^capture_[0-9a-f]{32}$') then
    return;
  end if;
  return query
    with wanted as materialized (select w.* from :"schema".watchable_tables w where w.wanted)
    select w.relation from wanted w where not w.installed
    union
    select coalesce(pg_partition_root(s.relation)::oid, s.relation) from (
      select t.tgrelid::oid as relation, p.proname::text from pg_trigger t join pg_proc p on p.oid = t.tgfoid
      where p.pronamespace = to_regnamespace(':"schema"') and starts_with(p.proname, 'capture_')
      except all
      select unnest(w.targets), w.function_name from wanted w cross join generate_series(1, 3)
    ) s;
  if not pg_try_advisory_xact_lock(hashtextextended('posthorn.unsettled_tables ' || (parse_ident(':"schema"'))[1], 0)) then
    return;
  end if;
  used := array(select w.function_name from :"schema".watchable_tables w where w.wanted);
  for unused in
    select p.proname from pg_proc p
    where p.pronamespace = to_regnamespace(':"schema"') and p.proname ~ '^capture_[0-9a-f]{32}$'
      and not exists (select from pg_trigger t where t.tgfoid = p.oid) and p.proname <> all(used)
  loop
    execute format('drop function %I.%I()', (parse_ident(':"schema"'))[1], unused.proname);
  end loop;
end
$$;

-- Watching by SQL -----------------------------------------------------------------------------------------------

-- What can be said of a table, or of every allowed one of a schema (`*` for both): `refused`, `missing` when there is
-- none yet, `available`, `pending` when it is wanted and not all installed, `installed`.
create function :"schema".table_verdict(schema_name text, table_name text) returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  found_tables record;
begin
  if schema_name = (parse_ident(':"schema"'))[1]
    or not exists (select from :"schema".table_rules r where r.allowed
      and (schema_name = '*' or r.schema_name = schema_name) and (table_name = '*' or r.table_name in (table_name, '*')))
    or exists (select from :"schema".table_rules r where not r.allowed
      and r.schema_name in (schema_name, '*') and r.table_name in (table_name, '*'))
    or exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = schema_name and c.relname = table_name
        and not exists (select from :"schema".watchable_tables w where w.relation = c.oid))
  then
    return 'refused';
  end if;
  select count(*) as present, count(*) filter (where w.wanted) as wanted, count(*) filter (where w.installed) as installed
  into found_tables from :"schema".watchable_tables w
  where (schema_name = '*' or w.schema_name = schema_name) and (table_name = '*' or w.table_name = table_name);
  return case when found_tables.present = 0 then 'missing' when found_tables.wanted < found_tables.present then 'available'
    when found_tables.installed < found_tables.present then 'pending' else 'installed' end;
end
$$;

-- Wants the changes of a table, or of every allowed table of a schema (`*` for both). `installed`, `pending`, or
-- `missing` while there is no such table. SQLSTATE PH003: not allowed.
create function :"schema".watch_table(schema_name text, table_name text) returns text language plpgsql
set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  allowed text;
  relation oid;
begin
  if :"schema".table_verdict(schema_name, table_name) = 'refused' then
    select string_agg(format('%s.%s', r.schema_name, r.table_name), ', ' order by r.schema_name, r.table_name) into allowed
    from :"schema".table_rules r where r.allowed;
    raise exception 'table_not_allowed: changes of %.% cannot be heard', schema_name, table_name using errcode = 'PH003',
      detail = 'Allowed: ' || coalesce(allowed, 'none'),
      hint = 'Allow it in the configuration of table changes. A partition is watched through its parent; views, foreign '
        'and temporary tables cannot be.';
  end if;
  insert into :"schema".watched_tables as w (schema_name, table_name) values (schema_name, table_name) on conflict do nothing;
  for relation in
    select w.relation from :"schema".watchable_tables w
    where not w.installed
      and (schema_name = '*' or w.schema_name = schema_name) and (table_name = '*' or w.table_name = table_name)
  loop
    -- The locks last as long as the transaction: no waiting for a second table while they are held.
    exit when :"schema".settle_table(relation) = 'pending';
  end loop;
  return :"schema".table_verdict(schema_name, table_name);
end
$$;

-- Takes back `watch_table`. `removed`, `pending`, or `kept` when a wider name is watched too.
create function :"schema".unwatch_table(schema_name text, table_name text) returns text language plpgsql
set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  relation oid;
  state text := 'removed';
begin
  delete from :"schema".watched_tables w where w.schema_name = schema_name and w.table_name = table_name;
  for relation in select u from :"schema".unsettled_tables() u loop
    if :"schema".settle_table(relation) = 'pending' then
      state := 'pending';
      exit;
    end if;
  end loop;
  if exists (select from :"schema".watchable_tables w where w.wanted and w.schema_name = schema_name and w.table_name = table_name) then
    return 'kept';
  end if;
  return state;
end
$$;

-- `schema.table` in SQL's own spelling (`sales."Order Items"`), `schema.*` or `*`; a bare name is in `public`.
create function :"schema".table_name_parts(name text, out schema_name text, out table_name text) language plpgsql immutable strict
set search_path = pg_catalog, pg_temp as $$
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
$$;

create function :"schema".watch(name text) returns text language sql
set search_path = pg_catalog, pg_temp as $$
  select :"schema".watch_table(p.schema_name, p.table_name) from :"schema".table_name_parts(name) p
$$;

create function :"schema".unwatch(name text) returns text language sql
set search_path = pg_catalog, pg_temp as $$
  select :"schema".unwatch_table(p.schema_name, p.table_name) from :"schema".table_name_parts(name) p
$$;

-- For the trigger functions alone, which run with their owner's rights: nobody else needs to make triggers.
revoke execute on function :"schema".settle_table(oid), :"schema".unsettled_tables(), :"schema".watch_table(text, text),
  :"schema".unwatch_table(text, text), :"schema".watch(text), :"schema".unwatch(text) from public;
