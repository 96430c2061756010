import { signUrlAndBody } from '@posthorn/signing';
import type { Dialect } from '@posthorn/webhooks';
import {
  APPWRITE_RESERVED,
  commonAppwriteHeaders,
  DEFAULT_DATABASE,
  type AppwriteOptions,
} from '../appwrite/appwrite-headers.js';
import { AppwriteNames } from '../appwrite/appwrite-names.js';
import { appwritePayload } from '../appwrite/appwrite-payload.js';
import { headerText } from '../wire/header-text.js';
import { fixed } from '../wire/schedules.js';
import { requiredSecret } from '../wire/secrets.js';

/**
 * Today's Appwrite server: the resource itself, one send, signed with the URL as configured; a status below 400 is
 * success, and ten failures in a row disable the webhook.
 */
export function createAppwriteNativeDialect({ database = DEFAULT_DATABASE }: AppwriteOptions = {}): Dialect {
  const names = new AppwriteNames(database);
  return {
    name: 'appwrite-native',
    title: 'Appwrite (today’s server)',
    policy: {
      retry: fixed(0),
      timeoutSeconds: 15,
      gone: 'retry',
      secret: 'generated',
      disableAfterFailures: 10,
      success: 'below_400',
    },
    bodyScope: 'event',
    reservedHeaders: APPWRITE_RESERVED,
    body: (event) => appwritePayload(event, names),
    headers(input) {
      const headers = commonAppwriteHeaders(input, names);
      headers['X-Appwrite-Webhook-User-Id'] = '';
      headers['X-Appwrite-Webhook-Project-Id'] = headerText(input.event.projectId ?? '');
      if (!input.webhook.signing) return headers;
      headers['X-Appwrite-Webhook-Signature'] = signUrlAndBody(requiredSecret(input), input.webhook.url, input.body);
      return headers;
    },
  };
}

export const appwriteNativeDialect: Dialect = createAppwriteNativeDialect();
