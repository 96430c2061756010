import { signTimestampedBody } from '@posthorn/signing';
import type { DialectPlugin } from '../management/dialect-management.js';
import { objectText, quoted } from '../wire/json.js';
import { exponential } from '../wire/schedules.js';
import { requiredSecret } from '../wire/secrets.js';
import { isoMilliseconds } from '../wire/times.js';
import {
  APPWRITE_RESERVED,
  commonAppwriteHeaders,
  DEFAULT_DATABASE,
  type AppwriteOptions,
} from './appwrite-headers.js';
import { appwriteManagement } from './appwrite.management.js';
import { AppwriteNames } from './appwrite-names.js';
import { appwritePayload } from './appwrite-payload.js';

/** Document 003: an envelope around the resource, signed with its timestamp. */
export function createAppwriteDialect({ database = DEFAULT_DATABASE }: AppwriteOptions = {}): DialectPlugin {
  const names = new AppwriteNames(database);
  return {
    name: 'appwrite',
    title: 'Appwrite',
    management: appwriteManagement,
    policy: { retry: exponential(4, 5, 2), timeoutSeconds: 30, gone: 'retry', secret: 'generated' },
    bodyScope: 'event',
    reservedHeaders: APPWRITE_RESERVED,
    body: (event) =>
      objectText({
        $id: quoted(event.id),
        event: quoted(names.segments(event).join('.')),
        timestamp: quoted(isoMilliseconds(event.occurredAt)),
        payload: appwritePayload(event, names),
      }),
    headers(input) {
      const headers = commonAppwriteHeaders(input, names);
      if (!input.webhook.signing) return headers;
      const { timestamp, body } = input;
      headers['X-Appwrite-Webhook-Timestamp'] = String(timestamp);
      headers['X-Appwrite-Webhook-Signature'] = signTimestampedBody(requiredSecret(input), timestamp, body);
      return headers;
    },
  };
}

export const appwriteDialect: DialectPlugin = createAppwriteDialect();
