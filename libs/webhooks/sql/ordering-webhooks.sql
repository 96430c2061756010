-- Webhooks with anyone in line: a loose scan, one probe per webhook. Locks nothing.
with recursive w as (
  (select webhook_id from :"schema".ordering_lines order by webhook_id limit 1)
  union all
  select n.webhook_id from w cross join lateral (
    select l.webhook_id from :"schema".ordering_lines l where l.webhook_id > w.webhook_id order by l.webhook_id limit 1) n
)
select webhook_id::text as webhook_id from w
