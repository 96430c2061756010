import { SetMetadata } from '@nestjs/common';
import type { EventDefinition } from '../message/event-of.js';
import type { WebhookMessage } from '../message/webhook-message.js';
import { DEFAULT_RECEIVER } from './receiver-token.js';

/** Metadata of a method: which events it is called with. */
export const WEBHOOK_EVENT = 'POSTHORN_WEBHOOK_EVENT';

/** What the decorator leaves on a method. */
export interface HandledEvent {
  /** Undefined: every event that no other method is declared for. */
  readonly definition: EventDefinition | undefined;
  readonly from: string;
}

export interface WebhookEventOptions {
  /** Name of the receiver, where the application has several. */
  readonly from?: string;
}

/** Lets the compiler refuse a method whose parameter is another payload's. */
export type WebhookEventDecorator<Payload> = <Handler extends (event: WebhookMessage<Payload>) => unknown>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<Handler>,
) => void;

/**
 * Calls a method of a provider or controller with each event of this type that `WebhookReceiverModule` receives:
 *
 *     @WebhookEvent(UserCreated)
 *     async welcome(event: WebhookMessage<UserPayload>) { … }
 *
 * The payload is typed by the definition. When the method throws, the sender tries again.
 * @param definition from `defineEvent`, or `{ name: 'user.created' }`; `'*'` for what no other method is declared for
 */
export function WebhookEvent<Payload extends object>(
  definition: EventDefinition<Payload> | '*',
  { from = DEFAULT_RECEIVER }: WebhookEventOptions = {},
): WebhookEventDecorator<Payload> {
  const handled: HandledEvent = { definition: definition === '*' ? undefined : definition, from };
  return SetMetadata(WEBHOOK_EVENT, handled);
}
