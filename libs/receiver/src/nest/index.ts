export { ReceivedWebhook, ReceiveWebhooks } from './receive-webhooks.decorator.js';
export { receiverToken } from './receiver-token.js';
export { skipDuplicates } from './skip-duplicates.interceptor.js';
export { WebhookEvent, type WebhookEventDecorator, type WebhookEventOptions } from './webhook-event.decorator.js';
export {
  WebhookReceiverModule,
  type WebhookReceiverAsyncOptions,
  type WebhookReceiverExtras,
} from './webhook-receiver.module.js';
export { WebhookGuard, webhookGuard } from './webhook.guard.js';
