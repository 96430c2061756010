import type { SchemeName } from '@posthorn/signing';

/** A webhook that the demo creates, and what it must hear. */
export interface Subscriber {
  /** The name in the output and in the receiver's path. */
  readonly label: string;
  readonly dialect: SchemeName;
  readonly events: readonly string[];
  /** The types it must receive in the story, each exactly once. */
  readonly hears: readonly string[];
  /** Signatures that its requests carry; every one is verified. */
  readonly schemes: readonly SchemeName[];
  /** In words, for the output. */
  readonly signature: string;
  /** Hears the whole installation instead of the demo's project. */
  readonly installation?: true;
  /** How many attempts of each event are answered with 500. */
  readonly failures?: number;
  /** Waits before each attempt in seconds. */
  readonly schedule?: readonly number[];
}

const USERS = ['user.created', 'user.updated', 'user.deleted'];
const PAYMENTS = ['payment.succeeded', 'payment.failed'];

/** The path from one signature to the next: hex and base64, body and `timestamp.body`, with and without prefix. */
export const SUBSCRIBERS: readonly Subscriber[] = [
  {
    label: 'installation',
    dialect: 'standard',
    events: ['project.*'],
    hears: ['project.created', 'project.updated'],
    schemes: ['standard', 'standard-webhooks'],
    signature: 'X-Webhook-Signature and webhook-signature',
    installation: true,
  },
  {
    label: 'standard',
    dialect: 'standard',
    events: ['*'],
    hears: [...USERS, 'project.updated', 'file.uploaded', ...PAYMENTS],
    schemes: ['standard', 'standard-webhooks'],
    signature: 'X-Webhook-Signature and webhook-signature',
  },
  {
    label: 'standard-webhooks',
    dialect: 'standard-webhooks',
    events: ['user.*'],
    hears: USERS,
    schemes: ['standard-webhooks'],
    signature: 'webhook-signature v1',
  },
  {
    label: 'backendify',
    dialect: 'backendify',
    events: ['user.created', 'file.uploaded'],
    hears: ['user.created', 'file.uploaded'],
    schemes: ['backendify'],
    signature: 'X-Webhook-Signature over timestamp.body',
  },
  {
    label: 'fluxbase',
    dialect: 'fluxbase',
    events: ['payment.*'],
    hears: PAYMENTS,
    schemes: ['fluxbase'],
    signature: 'X-Fluxbase-Signature',
  },
  {
    label: 'appwrite',
    dialect: 'appwrite',
    events: ['users.*.create', 'users.*.delete'],
    hears: ['user.created', 'user.deleted'],
    schemes: ['appwrite'],
    signature: 'X-Appwrite-Webhook-Signature',
  },
  {
    label: 'classic, failing',
    dialect: 'classic',
    events: ['payment.succeeded'],
    hears: ['payment.succeeded'],
    schemes: ['classic'],
    signature: 'X-Webhook-Signature sha256=',
    failures: 1,
    schedule: [0, 1, 1],
  },
];

export const pathOf = ({ label }: Subscriber): string => `/hooks/${label.replaceAll(/[^a-z]+/g, '-')}`;
