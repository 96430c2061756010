// What every peer does for one delivery, so that only the queue differs: sign and POST the request that Posthorn sends,
// byte for byte in size, and record one row per attempt.
// The peers get the same fast sender and the same batched attempt log; both are kinder to them than their examples.
import { createHmac, randomUUID } from 'node:crypto';
import pg from 'pg';
import { Pool } from 'undici';

/** What Posthorn sends in `standard-webhooks`: the same names, and values of the same length. */
const CREATED_AT = '2026-01-15T12:30:00.123Z';
const HEX = '0192f3c4a1b27c3d8e9f0a1b2c3d4e5f';

/** @returns {{databaseUrl: string, receiver: string, count: number, webhooks: number, connections: number, body: string, secret: string, redis?: {host: string, port: number}}} */
export const options = () => JSON.parse(process.argv[2] ?? '{}');

/** As long as Posthorn's. */
export const eventId = (number) => `evt_${String(number).padStart(32, '0')}`;

export function report(result) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

export function createPost({ receiver, connections, secret }) {
  const url = new URL(receiver);
  const pool = new Pool(url.origin, { connections, pipelining: 1, bodyTimeout: 0, headersTimeout: 0 });
  /** Signs and sends; resolves with the status and the milliseconds it took. */
  const post = (id, body, path = url.pathname) => {
    const started = performance.now();
    const timestamp = String(Math.floor(Date.now() / 1000));
    const envelope = `{"type":"user.created","timestamp":"${CREATED_AT}","data":${body}}`;
    const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${envelope}`).digest('base64');
    return new Promise((resolve, reject) => {
      let status = 0;
      pool.dispatch(
        {
          path,
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'webhook-id': id,
            'webhook-timestamp': timestamp,
            'webhook-signature': `v1,${signature}`,
            'user-agent': 'Posthorn/0.1.0',
            'x-posthorn-delivery': `del_${HEX}`,
            'x-posthorn-attempt': '1',
            'x-posthorn-event': id,
            'accept-encoding': 'identity',
          },
          body: envelope,
        },
        {
          onRequestStart() {},
          onResponseStart(_controller, statusCode) {
            status = statusCode;
          },
          onResponseData() {},
          onResponseEnd() {
            resolve({ status, ms: performance.now() - started });
          },
          onResponseError(_controller, error) {
            reject(error);
          },
        },
      );
    });
  };
  return { post, close: () => pool.close() };
}

export async function createAttemptLog(databaseUrl, batch = 200, delayMs = 5) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  await pool.query(
    'create table if not exists peer_attempts (id uuid primary key, at timestamptz, status smallint, ms real)',
  );
  await pool.query('truncate peer_attempts');
  let rows = [];
  let timer;
  let written = 0;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const batchRows = rows;
    rows = [];
    if (batchRows.length === 0) return;
    pool
      .query({
        name: 'attempts',
        text: 'insert into peer_attempts select u.id, now(), u.status, u.ms from unnest($1::uuid[], $2::smallint[], $3::real[]) u(id, status, ms)',
        values: [batchRows.map((r) => r.id), batchRows.map((r) => r.status), batchRows.map((r) => r.ms)],
      })
      .then(
        () => {
          written += batchRows.length;
          for (const row of batchRows) row.resolve();
        },
        (error) => {
          for (const row of batchRows) row.reject(error);
        },
      );
  };
  return {
    /** Resolves when the row is stored. */
    record: ({ status, ms }) =>
      new Promise((resolve, reject) => {
        rows.push({ id: randomUUID(), status, ms, resolve, reject });
        if (rows.length >= batch) flush();
        else timer ??= setTimeout(flush, delayMs);
      }),
    written: () => written,
    close: () => pool.end(),
  };
}
