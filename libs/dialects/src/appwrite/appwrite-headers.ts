import type { HeaderInput } from '@posthorn/webhooks';
import { headerText } from '../wire/header-text.js';
import { JSON_TYPE } from '../wire/json.js';
import type { AppwriteNames } from './appwrite-names.js';

export interface AppwriteOptions {
  /** The `<db>` of `databases.<db>.tables…` for row changes. */
  readonly database?: string;
}

export const DEFAULT_DATABASE = 'main';
const NAME_LENGTH = 384;

/** What both forms send: which webhook, its name, and the events. */
export function commonAppwriteHeaders({ event, webhook }: HeaderInput, names: AppwriteNames): Record<string, string> {
  return {
    ...JSON_TYPE,
    'X-Appwrite-Webhook-Id': headerText(webhook.externalId ?? webhook.id),
    'X-Appwrite-Webhook-Events': names.header(event),
    'X-Appwrite-Webhook-Name': headerText(webhook.name, '%', NAME_LENGTH),
  };
}

export const APPWRITE_RESERVED = [
  'content-type',
  ...['id', 'events', 'name', 'timestamp', 'signature', 'user-id', 'project-id'].map(
    (part) => `x-appwrite-webhook-${part}`,
  ),
] as const;
