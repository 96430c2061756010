import type { Dialect, RetryPolicy } from '../dialect/dialect.js';
import type { SubscribedWebhook, Subscription } from '../subscriptions/subscription.js';

/** A secret of a webhook, opened. */
export interface OpenedSecret {
  readonly kind: 'hmac' | 'ed25519';
  readonly value: string;
  /** End of the grace after a rotation, by this process's clock; null: current. */
  readonly expiresAt: number | null;
}

/** What is needed to send, opened from its sealed form on first use. */
export interface Credentials {
  /** Newest first. */
  readonly secrets: readonly OpenedSecret[];
  /** Headers that are the same in every request: common, the webhook's own, Basic auth. */
  readonly fixedHeaders: Readonly<Record<string, string>>;
}

/** When a webhook that only fails is disabled. */
export interface DisableRule {
  readonly seconds: number | null;
  readonly failures: number | null;
}

/** A webhook as a dispatcher keeps it in memory. Replaced wholesale when the configuration version moves. */
export interface WebhookConfig extends SubscribedWebhook {
  /** UUID with hyphens. */
  readonly id: string;
  /** null: installation-wide. */
  readonly projectId: string | null;
  readonly externalId: string | null;
  readonly name: string;
  readonly url: string;
  readonly subscription: Subscription;
  readonly dialectName: string;
  /** undefined: this process does not know the dialect. */
  readonly dialect: Dialect | undefined;
  readonly signing: boolean;
  readonly tls: { readonly ca?: string; readonly verify?: boolean } | undefined;
  readonly retry: RetryPolicy;
  readonly timeoutMs: number;
  readonly ratePerSecond: number | null;
  readonly maxInFlight: number;
  readonly orderingKey: string | null;
  /** How often `orderingKey` was changed. */
  readonly orderingGeneration: number;
  readonly disableAfter: DisableRule;
  readonly state: 'active' | 'paused' | 'disabled';
  /** `events.sequence` when the webhook was made: it hears what was published after that. */
  readonly heardFrom: number;
  /** @throws UnsendableError when a sealed value does not open or a header cannot be sent */
  credentials(): Credentials;
}
