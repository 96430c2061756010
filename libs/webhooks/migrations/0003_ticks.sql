-- What some process does now and then for all of them, and when it was begun last: whoever is first at a tick does it.
create table :"schema".ticks (
  name text primary key,
  begun_at timestamptz not null
);
