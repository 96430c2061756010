import { createHmac } from 'node:crypto';
import { createDialects } from '@posthorn/dialects';
import type { HeaderInput } from '@posthorn/webhooks';

/** A request in front of a receiver's `verify`. */
export interface VerificationCase {
  readonly dialect: string;
  readonly name: string;
  readonly body: string;
  /** Names as they were sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: string;
  /** As configured at the webhook. */
  readonly url: string;
  readonly valid: boolean;
}

/** One delivery as it came over the wire. */
export interface Delivered {
  readonly dialect: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: string;
  readonly url: string;
}

/** The header that holds the signature. */
const SIGNATURE: Readonly<Record<string, string>> = {
  standard: 'X-Webhook-Signature',
  'standard-webhooks': 'webhook-signature',
  cloudevents: 'webhook-signature',
  'cloudevents-binary': 'webhook-signature',
  backendify: 'X-Webhook-Signature',
  fluxbase: 'X-Fluxbase-Signature',
  appwrite: 'X-Appwrite-Webhook-Signature',
  'appwrite-native': 'X-Appwrite-Webhook-Signature',
  'fluxbase-native': 'X-Fluxbase-Signature',
  classic: 'X-Webhook-Signature',
};

/** Those whose page says that the time is signed. */
const TIMED = new Set([
  'standard-webhooks',
  'cloudevents',
  'cloudevents-binary',
  'backendify',
  'appwrite',
  'fluxbase-native',
]);

const HOUR = 3600;

/** A real delivery, what may happen to it on the way, and an old one. */
export function casesOf(delivered: Delivered): readonly VerificationCase[] {
  const { dialect, headers, secret } = delivered;
  const name = SIGNATURE[dialect] ?? '';
  const { [name]: signature = '', ...unsigned } = headers;
  const with_ = (changes: Partial<VerificationCase> & Pick<VerificationCase, 'name' | 'valid'>): VerificationCase => ({
    ...delivered,
    ...changes,
  });
  const several = name === 'webhook-signature';
  const other = createHmac('sha256', 'another').update(secret).digest('base64');
  return [
    with_({ name: 'as it was delivered', valid: true }),
    with_({ name: 'with another body', body: delivered.body.replace('John', 'Jane'), valid: false }),
    with_({ name: 'with another secret', secret: `whsec_${other}`, valid: false }),
    with_({ name: 'without a signature', headers: unsigned, valid: false }),
    with_({ name: 'with a short signature', headers: { ...headers, [name]: signature.slice(0, 20) }, valid: false }),
    with_({ name: 'signed just now', headers: signedAt(delivered, 0), valid: true }),
    with_({ name: 'signed an hour ago', headers: signedAt(delivered, HOUR), valid: !TIMED.has(dialect) }),
    ...(several
      ? [
          with_({
            name: 'with two signatures',
            headers: { ...headers, [name]: `v1,${other} ${signature}` },
            valid: true,
          }),
        ]
      : []),
  ];
}

/** The headers that the dialect would have sent so many seconds ago. */
function signedAt({ dialect, body, headers, secret, url }: Delivered, secondsAgo: number): Record<string, string> {
  const found = createDialects().find((candidate) => candidate.name === dialect);
  if (found === undefined) throw new Error(`There is no dialect ${dialect}.`);
  const input: HeaderInput = {
    event: {
      id: headers['webhook-id'] ?? 'evt_0198c5e2d8a07b3f9d1e4c6a8b2f0d17',
      projectId: 'project',
      type: 'user.created',
      occurredAt: new Date(),
      data: body,
    },
    webhook: { id: 'hook_1', externalId: null, projectId: 'project', name: 'Docs', url, signing: true },
    body,
    timestamp: Math.floor(Date.now() / 1000) - secondsAgo,
    secrets: [{ kind: 'hmac', value: secret }],
  };
  return { ...headers, ...found.headers(input) };
}
