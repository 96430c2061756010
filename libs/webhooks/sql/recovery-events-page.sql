-- Events that a webhook might have been sent, oldest first, with what became of them: for recoveries that look for
-- what is missing. Whether the webhook listens for them is decided in memory.
-- $1 text the webhook's project, '' for the installation: every project   $2 uuid webhook
-- $3 uuid after this event, or null   $4 timestamptz since   $5 timestamptz until
-- $6 text[] exact event types, null for all   $7 text[] starts of them   $8 integer rows   $9 boolean with payloads
-- (text from SQL that nobody has normalised yet comes in any case)
select e.id::text as event_id, e.project_id as event_project, e.type, e.version,
  round(date_part('epoch', e.occurred_at) * 1e6) / 1e3 as occurred_ms, case when $9::boolean or not e.canonical then e.data end as data,
  e.details, e.canonical, e.invalid_reason,
  (select d.status::text from :"schema".deliveries d where d.event_id = e.id and d.webhook_id = $2::uuid
   order by d.replay desc limit 1) as status
from :"schema".events e
where ($1::text = '' or e.project_id = $1::text) and e.invalid_reason is null and e.details->'test' is distinct from 'true'
  and ($3::uuid is null or e.id > $3::uuid)
  and e.id >= :"schema".uuid_floor($4::timestamptz) and e.id < :"schema".uuid_floor($5::timestamptz)
  and ($6::text[] is null or e.type = any ($6::text[])
    or exists (select from unnest($7::text[]) s(start) where starts_with(e.type, s.start)))
order by e.id limit $8::integer
