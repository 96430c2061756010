-- Which of these events exist, after their transaction has ended.
-- $1 uuid[]  event ids
select id::text as id from :"schema".events where id = any($1::uuid[])
