import { signBody } from '@posthorn/signing';
import type { DialectPlugin } from '../management/dialect-management.js';
import { quoted } from '../wire/json.js';
import { fixed } from '../wire/schedules.js';
import { singleSecret } from '../wire/secrets.js';
import { STANDARD_HEADERS, standardHeaders } from '../wire/standard-headers.js';
import { isoSeconds } from '../wire/times.js';
import { standardOpenApi } from './standard.openapi.js';

/** Posthorn's own form: the body and signature of document 001, and the headers of Standard Webhooks beside them. */
export const standardDialect: DialectPlugin = {
  name: 'standard',
  title: 'Standard',
  management: { controllers: [], openApi: standardOpenApi },
  policy: {
    retry: fixed(0, 30, 300, 1800, 7200),
    timeoutSeconds: 15,
    gone: 'disable',
    secret: 'generated',
    ed25519: true,
  },
  bodyScope: 'event',
  reservedHeaders: ['content-type', 'x-webhook-signature', ...STANDARD_HEADERS],
  body: ({ id, type, occurredAt, data }) =>
    `{"id":${quoted(id)},"type":${quoted(type)},"created_at":"${isoSeconds(occurredAt)}","data":${data}}`,
  headers(input) {
    const headers = standardHeaders(input);
    // With an Ed25519 secret alone there is nothing to sign the generic header with.
    const secret = input.webhook.signing ? singleSecret(input) : null;
    if (secret !== null) headers['X-Webhook-Signature'] = signBody(secret, input.body);
    return headers;
  },
};
