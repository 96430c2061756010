import { toWebhookJson, type ShownWebhook } from '@posthorn/webhooks';
import { oneOf, present, type JsonBody } from '../management/json-body.js';

/** Document 004 fixes `url`, `events` and `secret`; the rest are the native fields, by any of their names. */
export function fromClassic(body: JsonBody): JsonBody {
  return present({
    name: body['name'],
    description: body['description'],
    url: body['url'],
    events: body['events'],
    collections: body['collections'],
    tables: body['tables'],
    filter: body['filter'],
    secret: oneOf(body, 'secret', 'signatureKey'),
    active: oneOf(body, 'active', 'enabled', 'is_active'),
    headers: body['headers'],
    retry: body['retry'],
    timeout_seconds: body['timeout_seconds'],
    metadata: body['metadata'],
    dialect: oneOf(body, 'format', 'dialect'),
  });
}

/** The document shows no answer: the native object, whose secret is there when it has just been made. */
export function toClassic(webhook: ShownWebhook): JsonBody {
  return toWebhookJson(webhook);
}
