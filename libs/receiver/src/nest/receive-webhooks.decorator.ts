import {
  applyDecorators,
  createParamDecorator,
  HttpCode,
  UseGuards,
  UseInterceptors,
  type ExecutionContext,
} from '@nestjs/common';
import type { EventDefinition } from '../message/event-of.js';
import { eventOf } from '../message/event-of.js';
import { keptWebhook } from './nest-request.js';
import { skipDuplicates } from './skip-duplicates.interceptor.js';
import { webhookGuard } from './webhook.guard.js';

/**
 * Makes of a POST route of the host a receiver: verified by the guard, each message once, answered with 200.
 * @param name of the receiver, where the application has several
 */
export function ReceiveWebhooks(name?: string): MethodDecorator {
  return applyDecorators(UseGuards(webhookGuard(name)), UseInterceptors(skipDuplicates(name)), HttpCode(200));
}

/**
 * The verified `WebhookMessage` of a guarded route. With a definition (`@ReceivedWebhook(UserCreated)`) it is the event of
 * that type, or undefined when another one came in.
 */
export const ReceivedWebhook: (definition?: EventDefinition) => ParameterDecorator = createParamDecorator(
  (definition: EventDefinition | undefined, context: ExecutionContext) => {
    const webhook = keptWebhook(context);
    return definition === undefined ? webhook : eventOf(webhook, definition);
  },
);
