import { signBody, signTimestampPair } from '@posthorn/signing';
import type { Dialect } from '@posthorn/webhooks';
import { fluxbaseBody } from '../fluxbase/fluxbase-body.js';
import { fluxbasePolicy } from '../fluxbase/fluxbase-policy.js';
import { JSON_TYPE } from '../wire/json.js';
import { singleSecret } from '../wire/secrets.js';

/** Today's Fluxbase server: the body of 002, `t=…,v1=…` over `t.body`, and the older signature of the body beside it. */
export const fluxbaseNativeDialect: Dialect = {
  name: 'fluxbase-native',
  title: 'Fluxbase (today’s server)',
  policy: fluxbasePolicy,
  bodyScope: 'webhook',
  reservedHeaders: ['content-type', 'x-fluxbase-signature', 'x-webhook-signature'],
  body: fluxbaseBody,
  headers(input) {
    const secret = input.webhook.signing ? singleSecret(input) : null;
    if (secret === null) return { ...JSON_TYPE };
    return {
      ...JSON_TYPE,
      'X-Fluxbase-Signature': signTimestampPair(secret, input.timestamp, input.body),
      'X-Webhook-Signature': signBody(secret, input.body),
    };
  },
};
