import type { EventResource } from '@posthorn/event-catalog';
import type { SubscriptionIndex } from '../subscriptions/subscription.js';
import type { WebhookConfig } from './webhook-config.js';

/** An event type as the relay needs it. */
export interface EventTypeConfig {
  readonly name: string;
  readonly version: number;
  readonly resource: EventResource | undefined;
}

/** Everything that people configure, at one version. Immutable. */
export interface Configuration {
  /** `configuration.version` that this is at least as new as. */
  readonly version: bigint;
  readonly webhooks: ReadonlyMap<string, WebhookConfig>;
  readonly eventTypes: ReadonlyMap<string, EventTypeConfig>;
  readonly index: SubscriptionIndex<WebhookConfig>;
}
