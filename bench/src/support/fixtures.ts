import type pg from 'pg';
import { AesSecretBox, sealedIdentity, uuidV7 } from '@posthorn/webhooks';

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
/** 80 bytes, as the figures of the prototypes. */
export const PAYLOAD = '{"id":"user_0192f3c4","name":"Ada Lovelace","email":"ada@example.com","n":12345}';
/** Key of the bench's own database; nothing but bench secrets is sealed with it. */
export const BENCH_KEY = Buffer.alloc(32, 7).toString('base64');

export const benchBox = (): AesSecretBox => new AesSecretBox([BENCH_KEY]);

export interface WebhookPlan {
  readonly count: number;
  /** URL of each webhook. */
  readonly url: (index: number) => string;
  readonly events?: readonly string[];
  readonly dialect?: string;
  readonly maxInFlight?: number;
  readonly retry?: object;
}

/** Makes webhooks of project `bench` and returns their ids. */
export async function makeWebhooks(pool: pg.Pool, plan: WebhookPlan): Promise<string[]> {
  const box = benchBox();
  const ids = Array.from({ length: plan.count }, () => uuidV7());
  const secretIds = ids.map(() => uuidV7());
  await pool.query(
    `insert into posthorn.webhooks (id, project_id, url, events, dialect, max_in_flight, retry)
     select u.id, 'bench', u.url, $3::jsonb, $4, $5, $6::jsonb from unnest($1::uuid[], $2::text[]) u(id, url)`,
    [
      ids,
      ids.map((_, index) => plan.url(index)),
      JSON.stringify(plan.events ?? ['user.created']),
      plan.dialect ?? 'standard-webhooks',
      plan.maxInFlight ?? 64,
      plan.retry === undefined ? null : JSON.stringify(plan.retry),
    ],
  );
  await pool.query(
    `insert into posthorn.webhook_secrets (project_id, webhook_id, id, kind, sealed)
     select 'bench', u.webhook, u.id, 'hmac', u.sealed from unnest($1::uuid[], $2::uuid[], $3::bytea[]) u(webhook, id, sealed)`,
    [ids, secretIds, ids.map((id, index) => box.seal(SECRET, sealedIdentity.secret('bench', id, secretIds[index] ?? '')))],
  );
  await pool.query('update posthorn.configuration set version = version + 1');
  return ids;
}

/** Stores committed events with their outbox rows, as `publish` leaves them. */
export async function storeEvents(pool: pg.Pool, count: number): Promise<void> {
  await pool.query(
    `with e as (
       insert into posthorn.events (id, project_id, type, data)
       select posthorn.new_event_id(), 'bench', 'user.created', $2 from generate_series(1, $1::int)
       returning id, project_id)
     insert into posthorn.outbox (event_id, project_id) select id, project_id from e`,
    [count, PAYLOAD],
  );
}
