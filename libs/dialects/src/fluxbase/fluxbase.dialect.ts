import { signBody } from '@posthorn/signing';
import type { DialectPlugin } from '../management/dialect-management.js';
import { JSON_TYPE } from '../wire/json.js';
import { singleSecret } from '../wire/secrets.js';
import { fluxbaseBody } from './fluxbase-body.js';
import { fluxbasePolicy } from './fluxbase-policy.js';
import { fluxbaseManagement } from './fluxbase.management.js';

/** Document 002. A webhook without a secret is sent unsigned, as the document allows. */
export const fluxbaseDialect: DialectPlugin = {
  name: 'fluxbase',
  title: 'Fluxbase',
  management: fluxbaseManagement,
  policy: fluxbasePolicy,
  bodyScope: 'webhook',
  reservedHeaders: ['content-type', 'x-fluxbase-signature'],
  body: fluxbaseBody,
  headers(input) {
    const secret = input.webhook.signing ? singleSecret(input) : null;
    return secret === null ? { ...JSON_TYPE } : { ...JSON_TYPE, 'X-Fluxbase-Signature': signBody(secret, input.body) };
  },
};
