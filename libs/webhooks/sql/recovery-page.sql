-- Events whose delivery to a webhook ended otherwise than well, oldest first: along the partial index on those.
-- $1 text the webhook's project   $2 uuid webhook   $3 uuid after this event, or null   $4 timestamptz since
-- $5 timestamptz until   $6 text[] exact event types, null for all   $7 text[] starts of them   $8 integer rows
select d.event_id::text as id
from :"schema".deliveries d
where d.project_id = $1::text and d.webhook_id = $2::uuid and d.status <> 'success' and not d.test
  and ($3::uuid is null or d.event_id > $3::uuid)
  and d.event_id >= :"schema".uuid_floor($4::timestamptz) and d.event_id < :"schema".uuid_floor($5::timestamptz)
  and ($6::text[] is null or d.event_type = any ($6::text[])
    or exists (select from unnest($7::text[]) s(start) where starts_with(d.event_type, s.start)))
group by d.event_id order by d.event_id limit $8::integer
