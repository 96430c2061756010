import type { Dialect } from '@posthorn/webhooks';
import { quoted } from '../wire/json.js';
import { exponential } from '../wire/schedules.js';
import { STANDARD_HEADERS, standardHeaders } from '../wire/standard-headers.js';
import { isoMilliseconds } from '../wire/times.js';

/** Standard Webhooks alone, for receivers of Svix or of a library that follows the specification. */
export const standardWebhooksDialect: Dialect = {
  name: 'standard-webhooks',
  title: 'Standard Webhooks',
  policy: {
    retry: exponential(10, 5, 4, 0.5),
    timeoutSeconds: 15,
    gone: 'disable',
    secret: 'generated',
    ed25519: true,
  },
  bodyScope: 'event',
  reservedHeaders: ['content-type', ...STANDARD_HEADERS],
  body: ({ type, occurredAt, data }) =>
    `{"type":${quoted(type)},"timestamp":"${isoMilliseconds(occurredAt)}","data":${data}}`,
  headers: (input) => standardHeaders(input),
};
