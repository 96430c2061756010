-- What publish.sql runs. A function, because a connection that is borrowed has no prepared statements and plans every
-- statement anew, which was half of the price of an event: the body of a function is planned once per session, behind a
-- pooler too.
-- `events`: array of {id, project, type, version, occurred_at, data, details, invalid}.
-- `expected`: null to believe an assigned transaction id; otherwise the id that was read from this transaction before.
-- Returns the transaction's id. Null, with nothing stored: it did not run in that transaction.
create function :"schema".store_events(events json, expected xid8) returns text language plpgsql volatile as $$
begin
  if expected is null then
    if pg_current_xact_id_if_assigned() is null then
      return null;
    end if;
  elsif pg_current_xact_id() <> expected then
    return null;
  end if;
  with stored as (
    insert into :"schema".events (id, project_id, type, version, occurred_at, data, details, invalid_reason)
    select i.id, i.project, i.type, i.version, i.occurred_at, i.data, i.details, i.invalid
    from json_to_recordset(store_events.events) as i(
      id uuid, project text, type text, version integer, occurred_at timestamptz, data text, details jsonb, invalid text)
    returning id, project_id, invalid_reason
  )
  insert into :"schema".outbox (event_id, project_id)
  select id, project_id from stored where invalid_reason is null;
  return pg_current_xact_id()::text;
end
$$;
