import type { EventSelector } from '../subscriptions/subscription.js';

/** `retry` as given by the client and kept so. */
export type RetrySetting =
  | { readonly schedule: readonly number[]; readonly jitter?: number }
  | { readonly max_retries?: number; readonly backoff_seconds?: number; readonly jitter?: number };

export type DisableAfter = { readonly seconds: number } | { readonly failures: number };

export type DisabledReason = 'manual' | 'failing' | 'gone';

/** What a person can configure: the columns of `webhooks` that an update writes. */
export interface WebhookSettingsRow {
  readonly name: string;
  readonly description: string;
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
  readonly header_names: readonly string[];
  readonly basic_auth_username: string | null;
  readonly sealed_basic_auth_password: Uint8Array | null;
  readonly retry: RetrySetting | null;
  readonly timeout_seconds: number | null;
  readonly rate_per_second: number | null;
  readonly max_in_flight: number;
  readonly ordering_key: string | null;
  readonly disable_after: DisableAfter | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly paused: boolean;
  readonly disabled_reason: DisabledReason | null;
}

/** A webhook that was not stored yet. */
export interface NewWebhookRow extends WebhookSettingsRow {
  /** Raw UUID with hyphens. */
  readonly id: string;
  /** '' for the installation. */
  readonly project_id: string;
  readonly external_id: string | null;
}

/** A stored webhook with its health beside it. */
export interface WebhookRow extends NewWebhookRow {
  readonly created_at: Date;
  readonly updated_at: Date;
  /** `created_at` with its microseconds, for cursors. */
  readonly created_at_text: string;
  readonly deleted_at: Date | null;
  readonly consecutive_failures: number;
  readonly failing_since: Date | null;
  readonly last_success_at: Date | null;
  readonly last_failure_at: Date | null;
}

export type WebhookStatus = 'healthy' | 'failing' | 'paused' | 'disabled';

/** RULES 20. Disabled is the stronger word: enabling a paused webhook leaves it paused. */
export function statusOfWebhook(
  row: Pick<WebhookRow, 'disabled_reason' | 'paused' | 'consecutive_failures'>,
): WebhookStatus {
  if (row.disabled_reason !== null) return 'disabled';
  if (row.paused) return 'paused';
  return row.consecutive_failures > 0 ? 'failing' : 'healthy';
}
