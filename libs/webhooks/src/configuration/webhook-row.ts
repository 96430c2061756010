import type { DialectRegistry } from '../dialect/dialect-registry.js';
import { resolveRetryPolicy, type StoredRetry } from '../retry/retry-policy.js';
import type { SecretBox } from '../secrets/secret-box.js';
import type { EventSelector } from '../subscriptions/subscription.js';
import { openCredentials } from './credentials.js';
import type { Credentials, DisableRule, WebhookConfig } from './webhook-config.js';

/** A row of load-webhooks.sql. */
export interface WebhookRow {
  readonly id: string;
  readonly project_id: string;
  readonly external_id: string | null;
  readonly name: string;
  readonly url: string;
  readonly events: readonly EventSelector[];
  readonly collections: readonly string[];
  readonly tables: readonly string[];
  readonly filter: Readonly<Record<string, unknown>> | null;
  readonly dialect: string;
  readonly signing: boolean;
  readonly tls_verify: boolean;
  readonly tls_ca: string | null;
  readonly sealed_headers: Uint8Array | null;
  readonly basic_auth_username: string | null;
  readonly sealed_basic_auth_password: Uint8Array | null;
  readonly retry: StoredRetry | null;
  readonly timeout_seconds: number | null;
  readonly rate_per_second: number | null;
  readonly max_in_flight: number;
  readonly ordering_key: string | null;
  readonly ordering_generation: number;
  readonly disable_after: { readonly seconds?: number; readonly failures?: number } | null;
  readonly paused: boolean;
  readonly disabled_reason: string | null;
  readonly heard_from: number;
  readonly secrets:
    | readonly {
        readonly id: string;
        readonly kind: 'hmac' | 'ed25519';
        readonly sealed: string;
        readonly expires_in: number | null;
      }[]
    | null;
}

export interface RowContext {
  readonly dialects: DialectRegistry;
  readonly secretBox: SecretBox;
  readonly userAgent: string;
  /** Default of `disable_after`, seconds. */
  readonly disableAfterSeconds: number;
  readonly defaultTimeoutSeconds: number;
  /** This process's clock, milliseconds. */
  readonly now: number;
}

/** A row as the dispatcher uses it. Sealed values stay sealed until the first request needs them. */
export function toWebhookConfig(row: WebhookRow, context: RowContext): WebhookConfig {
  const dialect = context.dialects.get(row.dialect);
  return {
    id: row.id,
    projectId: row.project_id === '' ? null : row.project_id,
    externalId: row.external_id,
    name: row.name,
    url: row.url,
    subscription: {
      events: row.events,
      collections: row.collections,
      tables: row.tables,
      filter: row.filter,
      dialect: row.dialect,
    },
    dialectName: row.dialect,
    dialect,
    signing: row.signing,
    tls:
      row.tls_verify && row.tls_ca === null
        ? undefined
        : { verify: row.tls_verify, ...(row.tls_ca === null ? {} : { ca: row.tls_ca }) },
    retry: resolveRetryPolicy(row.retry, dialect?.policy),
    timeoutMs: (row.timeout_seconds ?? dialect?.policy.timeoutSeconds ?? context.defaultTimeoutSeconds) * 1000,
    heardFrom: row.heard_from,
    ratePerSecond: row.rate_per_second,
    maxInFlight: Math.max(1, row.max_in_flight),
    orderingKey: row.ordering_key,
    orderingGeneration: row.ordering_generation,
    disableAfter: disableRule(row, dialect?.policy.disableAfterFailures, context.disableAfterSeconds),
    state: row.disabled_reason !== null ? 'disabled' : row.paused ? 'paused' : 'active',
    credentials: lazily(row, context, dialect?.reservedHeaders ?? []),
  };
}

function disableRule(row: WebhookRow, ofDialect: number | undefined, defaultSeconds: number): DisableRule {
  if (row.disable_after !== null) {
    return { seconds: row.disable_after.seconds ?? null, failures: row.disable_after.failures ?? null };
  }
  return ofDialect === undefined ? { seconds: defaultSeconds, failures: null } : { seconds: null, failures: ofDialect };
}

function lazily(
  row: WebhookRow,
  { secretBox, userAgent, now }: RowContext,
  reservedHeaders: readonly string[],
): () => Credentials {
  let opened: Credentials | undefined;
  // A failure is not remembered: the key may be put back, and the next attempt asks again.
  return () =>
    (opened ??= openCredentials(
      {
        id: row.id,
        projectId: row.project_id,
        secrets: (row.secrets ?? []).map((secret) => ({
          id: secret.id,
          kind: secret.kind,
          sealed: Buffer.from(secret.sealed, 'base64'),
          expiresAt: secret.expires_in === null ? null : now + secret.expires_in * 1000,
        })),
        headers: row.sealed_headers,
        basicAuthUsername: row.basic_auth_username,
        basicAuthPassword: row.sealed_basic_auth_password,
        reservedHeaders,
      },
      secretBox,
      userAgent,
    ));
}
