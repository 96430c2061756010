import type pg from 'pg';
import { AesSecretBox, sealedIdentity, uuidV7 } from '@posthorn/webhooks/engine';

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
/** 80 bytes. */
export const PAYLOAD = '{"id":"user_0192f3c4","name":"Ada Lovelace","email":"ada@example.com","n":12345}';
export const PROJECT = 'bench';
/** The type that every webhook hears unless it is said otherwise. */
export const EVENT_TYPE = 'user.created';
/** Key of the bench's own database; nothing but bench secrets is sealed with it. */
export const BENCH_KEY = Buffer.alloc(32, 7).toString('base64');

export const benchBox = (): AesSecretBox => new AesSecretBox([BENCH_KEY]);

/** The type that webhook `index` alone hears. */
export const typeOf = (index: number): string => `bench.w${index}`;

export interface WebhookPlan {
  readonly count: number;
  /** URL of each webhook. */
  readonly url: (index: number) => string;
  /** `one`: each webhook hears `typeOf(index)` alone; by default all hear `EVENT_TYPE`. */
  readonly hears?: 'all' | 'one';
  readonly dialect?: string;
  readonly maxInFlight?: number;
  readonly timeoutSeconds?: number;
  readonly retry?: object;
}

/** Makes webhooks of project `bench` and returns their ids. */
export async function makeWebhooks(pool: pg.Pool, plan: WebhookPlan): Promise<string[]> {
  const box = benchBox();
  const ids = Array.from({ length: plan.count }, () => uuidV7());
  const secretIds = ids.map(() => uuidV7());
  await pool.query(
    `insert into posthorn.webhooks (id, project_id, url, events, dialect, max_in_flight, retry, timeout_seconds)
     select u.id, $4, u.url, u.events::jsonb, $5, $6, $7::jsonb, $8
     from unnest($1::uuid[], $2::text[], $3::text[]) u(id, url, events)`,
    [
      ids,
      ids.map((_, index) => plan.url(index)),
      ids.map((_, index) => JSON.stringify([plan.hears === 'one' ? typeOf(index) : EVENT_TYPE])),
      PROJECT,
      plan.dialect ?? 'standard-webhooks',
      plan.maxInFlight ?? 64,
      plan.retry === undefined ? null : JSON.stringify(plan.retry),
      plan.timeoutSeconds ?? null,
    ],
  );
  await pool.query(
    `insert into posthorn.webhook_secrets (project_id, webhook_id, id, kind, sealed)
     select $4, u.webhook, u.id, 'hmac', u.sealed from unnest($1::uuid[], $2::uuid[], $3::bytea[]) u(webhook, id, sealed)`,
    [
      ids,
      secretIds,
      ids.map((id, index) => box.seal(SECRET, sealedIdentity.secret(PROJECT, id, secretIds[index] ?? ''))),
      PROJECT,
    ],
  );
  await pool.query('update posthorn.configuration set version = version + 1');
  return ids;
}

export interface EventPlan {
  readonly count: number;
  readonly payload?: string;
  /** So many types in turn, `typeOf(0 …)`; by default `EVENT_TYPE` alone. */
  readonly types?: number;
  /** False: without outbox rows, for `releaseEvents`. */
  readonly outbox?: boolean;
}

/** Stores committed events with their outbox rows, as `publish` leaves them. */
export async function storeEvents(pool: pg.Pool, plan: EventPlan): Promise<void> {
  await pool.query(
    `with e as (
       insert into posthorn.events (id, project_id, type, data)
       select posthorn.new_event_id(), $3, case when $4::int is null then $5 else 'bench.w' || (i % $4::int) end, $2
       from generate_series(1, $1::int) i
       returning id, project_id)
     insert into posthorn.outbox (event_id, project_id) select id, project_id from e where $6::boolean`,
    [plan.count, plan.payload ?? PAYLOAD, PROJECT, plan.types ?? null, EVENT_TYPE, plan.outbox ?? true],
  );
  await pool.query('vacuum analyze posthorn.events, posthorn.outbox');
}

/** Commits the outbox rows of all stored events at once, but those of one type, and wakes whoever listens. */
export async function releaseEvents(pool: pg.Pool, but: { readonly except?: string } = {}): Promise<void> {
  await pool.query(
    `insert into posthorn.outbox (event_id, project_id)
     select id, project_id from posthorn.events where type is distinct from $1`,
    [but.except ?? null],
  );
  await pool.query(`select pg_notify('posthorn_wake', 'events')`);
}
