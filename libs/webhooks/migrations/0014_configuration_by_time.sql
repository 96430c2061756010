-- Processes take a configuration for unchanged while its version is the one that they know. After a restored backup, or the
-- promotion of a standby that lacked the last commits, the next change got a number that was used before: a process that had
-- seen the other change under it never heard of this one. A number is now no smaller than the moment in milliseconds, so
-- that none comes twice.
create function :"schema".note_configuration_time() returns trigger language plpgsql as $$
begin
  new.version := greatest(new.version, floor(extract(epoch from clock_timestamp()) * 1000)::bigint);
  return new;
end
$$;
create trigger configuration_time before update of version on :"schema".configuration
  for each row when (new.version <> old.version)
  execute function :"schema".note_configuration_time();
