import { createHmac, timingSafeEqual } from 'node:crypto';

const secret = process.env.WEBHOOK_SECRET ?? '';
/** As it was configured at the sender; today's Appwrite signs it. */
const configuredUrl = process.env.WEBHOOK_URL ?? '';

const hex = (text) => createHmac('sha256', secret).update(text).digest('hex');

function sameBytes(given, expected) {
  return timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

/** Standard Webhooks: the key is the decoded part of `whsec_…`, the header a list of signatures. */
function standardWebhooks(header, body) {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = `${header('webhook-id')}.${header('webhook-timestamp')}.${body}`;
  const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  return header('webhook-signature').split(' ').includes(expected);
}

/**
 * What the documents' receivers do in JavaScript, one check for each dialect.
 * @type {Record<string, (header: (name: string) => string, body: string) => boolean>}
 */
export const checks = {
  standard: (header, body) => sameBytes(header('x-webhook-signature'), hex(body)),
  'standard-webhooks': standardWebhooks,
  backendify: (header, body) =>
    sameBytes(header('x-webhook-signature'), hex(`${header('x-webhook-timestamp')}.${body}`)),
  fluxbase: (header, body) => header('x-fluxbase-signature') === hex(body),
  appwrite: (header, body) =>
    header('x-appwrite-webhook-signature') === hex(`${header('x-appwrite-webhook-timestamp')}.${body}`),
  classic: (header, body) => header('x-webhook-signature') === `sha256=${hex(body)}`,
  'appwrite-native': (header, body) =>
    header('x-appwrite-webhook-signature') ===
    createHmac('sha1', secret)
      .update(configuredUrl + body)
      .digest('base64'),
  'fluxbase-native': (header, body) => {
    const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header('x-fluxbase-signature')) ?? [];
    return signature === hex(`${time}.${body}`) && header('x-webhook-signature') === hex(body);
  },
  cloudevents: standardWebhooks,
  'cloudevents-binary': standardWebhooks,
};
