/** What happened, as `Posthorn.events$` and the diagnostics channels tell it. Ids are the public ones; no payloads, no secrets. */
export type PosthornSignal = DeliverySignal | WebhookDisabledSignal | LeaseLostSignal;

/** An attempt has ended and is stored. */
export interface DeliverySignal {
  /** `destination-blocked` is a delivery that the address guard has refused, and has failed. */
  readonly type: 'delivered' | 'retry-scheduled' | 'delivery-failed' | 'destination-blocked';
  readonly deliveryId: string;
  readonly eventId: string;
  readonly webhookId: string;
  /** The webhook's; null for one of the installation. */
  readonly projectId: string | null;
  readonly eventType: string;
  /** From 1. */
  readonly attempt: number;
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  readonly durationMs: number;
  /** `exhausted`, `rejected`, `blocked`, `unsendable`; null unless it has failed. */
  readonly failureReason: string | null;
  readonly retryInSeconds: number | null;
}

export interface WebhookDisabledSignal {
  readonly type: 'webhook-disabled';
  readonly webhookId: string;
  readonly reason: 'gone' | 'failing';
}

/** This process was too slow: what it brought was refused, and another one has taken over. */
export interface LeaseLostSignal {
  readonly type: 'lease-lost';
  readonly outcomes: number;
}

export type PosthornSignalType = PosthornSignal['type'];

export const SIGNAL_TYPES: readonly PosthornSignalType[] = [
  'delivered',
  'retry-scheduled',
  'delivery-failed',
  'webhook-disabled',
  'destination-blocked',
  'lease-lost',
];
