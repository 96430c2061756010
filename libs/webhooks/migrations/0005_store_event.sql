-- What publish-one.sql runs: store_events for the one event that nearly every publish has, with a parameter per column.
-- In a loop inside the server, beside one other insert: 30 µs with the JSON form, 20 with this one, of which 18 are the two
-- inserts themselves (each of their three indexes 2 to 3, the day's partition 3; a second business row takes 5).
-- `expected` and the result: as in store_events.
create function :"schema".store_event(id uuid, project_id text, type text, version integer, occurred_at timestamptz,
  data text, details jsonb, invalid_reason text, expected xid8) returns text language plpgsql volatile as $$
begin
  if expected is null then
    if pg_current_xact_id_if_assigned() is null then
      return null;
    end if;
  elsif pg_current_xact_id() <> expected then
    return null;
  end if;
  insert into :"schema".events (id, project_id, type, version, occurred_at, data, details, invalid_reason)
  values (id, project_id, type, version, occurred_at, data, details, invalid_reason);
  if invalid_reason is null then
    insert into :"schema".outbox (event_id, project_id) values (id, project_id);
  end if;
  return pg_current_xact_id()::text;
end
$$;
