import { signPrefixedBody } from '@posthorn/signing';
import type { DialectPlugin } from '../management/dialect-management.js';
import { JSON_TYPE, objectText, quoted } from '../wire/json.js';
import { fixed } from '../wire/schedules.js';
import { requiredSecret } from '../wire/secrets.js';
import { isoSeconds } from '../wire/times.js';
import { classicManagement } from './classic.management.js';

/** Document 004. `X-Webhook-Id` is the event's id, the same in every attempt. */
export const classicDialect: DialectPlugin = {
  name: 'classic',
  title: 'Classic',
  management: classicManagement,
  policy: { retry: fixed(0, 60, 300, 1800, 7200), timeoutSeconds: 10, gone: 'retry', secret: 'generated' },
  bodyScope: 'event',
  reservedHeaders: ['content-type', 'x-webhook-signature', 'x-webhook-id', 'x-webhook-timestamp'],
  body: ({ id, type, occurredAt, data }) =>
    objectText({ id: quoted(id), type: quoted(type), createdAt: quoted(isoSeconds(occurredAt)), data }),
  headers(input) {
    const { event, webhook, timestamp, body } = input;
    const headers = { ...JSON_TYPE, 'X-Webhook-Id': event.id };
    if (!webhook.signing) return headers;
    return {
      ...headers,
      'X-Webhook-Timestamp': String(timestamp),
      'X-Webhook-Signature': signPrefixedBody(requiredSecret(input), body),
    };
  },
};
