// `nest-model`: our own small model of the algorithm that @nestjs/webhooks documents, and not that package.
// Batch of 50 with a barrier, 10 lanes, one request at a time per endpoint, a new connection for each attempt,
// one recording statement per attempt, 1 s poll when nothing is due.
import { createHmac, randomUUID } from 'node:crypto';
import http from 'node:http';
import pg from 'pg';
import { options, report } from './job.mjs';

const o = options();
const pool = new pg.Pool({ connectionString: o.databaseUrl, max: 10 });
await pool.query(`drop table if exists model_deliveries, model_attempts;
  create table model_deliveries (id uuid primary key, endpoint integer not null, body text not null,
    status text not null default 'pending', due_at timestamptz not null default now(), locked_until timestamptz);
  create index on model_deliveries (due_at) where status = 'pending';
  create table model_attempts (id uuid primary key, delivery_id uuid, at timestamptz, status smallint, ms real)`);
await pool.query(
  `insert into model_deliveries (id, endpoint, body) select gen_random_uuid(), i % $2, $3 from generate_series(1, $1::int) i`,
  [o.count, o.webhooks, o.body],
);
await pool.query('analyze model_deliveries');

const url = new URL(o.receiver);
const post = (id, body, endpoint) =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', o.secret).update(`${id}.${timestamp}.${body}`).digest('base64');
    const request = http.request(
      {
        host: url.hostname,
        port: url.port,
        path: `/${endpoint}`,
        method: 'POST',
        agent: false,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': `v1,${signature}`,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve({ status: response.statusCode, ms: performance.now() - began }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });

let done = 0;
let doneBefore = 0;
let started = performance.now();
let warm = !o.warmUpSeconds;
const warmAt = started + (o.warmUpSeconds ?? 0) * 1000;
const limit = o.seconds ? warmAt + o.seconds * 1000 : Infinity;
while (done < o.count && performance.now() < limit) {
  const { rows } = await pool.query(`update model_deliveries set locked_until = now() + interval '60 s'
    where id in (select id from model_deliveries where status = 'pending' and due_at <= now()
      and (locked_until is null or locked_until < now()) order by due_at limit 50 for update skip locked)
    returning id, endpoint, body`);
  if (!warm && performance.now() >= warmAt) {
    warm = true;
    doneBefore = done;
    started = performance.now();
  }
  if (rows.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    continue;
  }
  const byEndpoint = new Map();
  for (const row of rows) byEndpoint.set(row.endpoint, [...(byEndpoint.get(row.endpoint) ?? []), row]);
  const queues = [...byEndpoint.values()];
  const lane = async () => {
    for (let queue = queues.shift(); queue; queue = queues.shift()) {
      for (const row of queue) {
        const result = await post(row.id, row.body, row.endpoint);
        await pool.query(
          `with d as (update model_deliveries set status = 'success' where id = $1)
           insert into model_attempts values ($2, $1, now(), $3, $4)`,
          [row.id, randomUUID(), result.status, result.ms],
        );
        done += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: 10 }, lane));
}
report({ seconds: (performance.now() - started) / 1000, count: done - doneBefore });
await pool.end();
process.exit(0);
