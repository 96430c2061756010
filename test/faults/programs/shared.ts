import { createHmac } from 'node:crypto';
import { AesSecretBox, type Dialect } from '@posthorn/webhooks/engine';

/** Seals the secrets of the tests' webhooks and nothing else. */
export const secretBox = new AesSecretBox([Buffer.alloc(32, 9).toString('base64')]);

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
export const PROJECT = 'shop';
export const EVENT_TYPE = 'order.created';

/**
 * A dialect as a host would add one: the payload as it is, signed. Its timeout is so long that an attempt does not end
 * by it because the machine is busy: that would be sent twice, and rightly.
 */
export const orderDialect: Dialect = {
  name: 'orders',
  title: 'Orders',
  policy: { retry: { schedule: [0, 1, 1, 2, 2], jitter: 0 }, timeoutSeconds: 30, gone: 'retry', secret: 'optional' },
  bodyScope: 'event',
  body: (event) => event.data,
  headers: ({ body, timestamp, secrets, event }) => ({
    'X-Event': event.id,
    'X-Timestamp': String(timestamp),
    'X-Signature': secrets.map(({ value }) => createHmac('sha256', value).update(body).digest('hex')).join(' '),
  }),
  reservedHeaders: ['x-event', 'x-timestamp', 'x-signature'],
};
