import { exponential } from './retry.js';

/** How a signature is made, for the code that verifies it. */
export type SignatureScheme =
  | { readonly kind: 'body'; readonly header: string; readonly prefix: string }
  | { readonly kind: 'timestamp-body'; readonly header: string; readonly timestampHeader: string }
  | { readonly kind: 'timestamp-pair'; readonly header: string }
  | { readonly kind: 'standard-webhooks' }
  | { readonly kind: 'url-body'; readonly header: string };

export interface DialectFacts {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Seconds before each attempt, when the webhook says nothing else. */
  readonly waits: readonly number[];
  readonly timeoutSeconds: number;
  readonly scheme: SignatureScheme;
  /** Without a secret of one's own nothing is signed. */
  readonly unsignedByDefault?: boolean;
}

const STANDARD = [0, 30, 300, 1800, 7200];
const CLASSIC = [0, 60, 300, 1800, 7200];

/** What the server's dialects do by default. One that is not listed here can still be chosen, by its name. */
export const DIALECTS: readonly DialectFacts[] = [
  {
    name: 'standard',
    title: 'Standard',
    description: '{id, type, created_at, data}, signed twice: hex HMAC and Standard Webhooks',
    waits: STANDARD,
    timeoutSeconds: 15,
    scheme: { kind: 'standard-webhooks' },
  },
  {
    name: 'standard-webhooks',
    title: 'Standard Webhooks',
    description: '{type, timestamp, data}, for receivers of Svix and the Standard Webhooks libraries',
    waits: exponential(9, 5, 4),
    timeoutSeconds: 15,
    scheme: { kind: 'standard-webhooks' },
  },
  {
    name: 'backendify',
    title: 'Backendify',
    description: '{event, timestamp, project_id, collection, record, previous_record}',
    waits: CLASSIC,
    timeoutSeconds: 10,
    scheme: { kind: 'timestamp-body', header: 'X-Webhook-Signature', timestampHeader: 'X-Webhook-Timestamp' },
  },
  {
    name: 'fluxbase',
    title: 'Fluxbase',
    description: '{event, table, schema, record, old_record, timestamp, webhook_id}',
    waits: exponential(3, 5),
    timeoutSeconds: 30,
    scheme: { kind: 'body', header: 'X-Fluxbase-Signature', prefix: '' },
    unsignedByDefault: true,
  },
  {
    name: 'appwrite',
    title: 'Appwrite',
    description: '{$id, event, timestamp, payload} with X-Appwrite-Webhook-* headers',
    waits: exponential(3, 5),
    timeoutSeconds: 30,
    scheme: {
      kind: 'timestamp-body',
      header: 'X-Appwrite-Webhook-Signature',
      timestampHeader: 'X-Appwrite-Webhook-Timestamp',
    },
  },
  {
    name: 'classic',
    title: 'Classic',
    description: '{id, type, createdAt, data}, signed sha256=…',
    waits: CLASSIC,
    timeoutSeconds: 10,
    scheme: { kind: 'body', header: 'X-Webhook-Signature', prefix: 'sha256=' },
  },
  {
    name: 'appwrite-native',
    title: 'Appwrite (today’s server)',
    description: 'The resource itself, HMAC-SHA1 over URL and body, sent once',
    waits: [0],
    timeoutSeconds: 15,
    scheme: { kind: 'url-body', header: 'X-Appwrite-Webhook-Signature' },
  },
  {
    name: 'fluxbase-native',
    title: 'Fluxbase (today’s server)',
    description: 'As Fluxbase, signed t=…,v1=…',
    waits: exponential(3, 5),
    timeoutSeconds: 30,
    scheme: { kind: 'timestamp-pair', header: 'X-Fluxbase-Signature' },
    unsignedByDefault: true,
  },
  {
    name: 'cloudevents',
    title: 'CloudEvents',
    description: 'CloudEvents 1.0 in structured JSON, signed as Standard Webhooks',
    waits: STANDARD,
    timeoutSeconds: 15,
    scheme: { kind: 'standard-webhooks' },
  },
  {
    name: 'cloudevents-binary',
    title: 'CloudEvents (binary mode)',
    description: 'CloudEvents 1.0 with its attributes in headers, signed as Standard Webhooks',
    waits: STANDARD,
    timeoutSeconds: 15,
    scheme: { kind: 'standard-webhooks' },
  },
];

const UNKNOWN: Omit<DialectFacts, 'name' | 'title'> = {
  description: 'A dialect of this installation',
  waits: STANDARD,
  timeoutSeconds: 15,
  scheme: { kind: 'standard-webhooks' },
};

/** @param name undefined: the one that the server takes by default */
export function dialectOf(name: string | undefined): DialectFacts {
  const wanted = name ?? 'standard';
  return DIALECTS.find((dialect) => dialect.name === wanted) ?? { ...UNKNOWN, name: wanted, title: wanted };
}
