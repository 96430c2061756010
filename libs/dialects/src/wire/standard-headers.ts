import { signStandard } from '@posthorn/signing';
import type { HeaderInput } from '@posthorn/webhooks';
import { requiredSecrets } from './secrets.js';

export const STANDARD_HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/** The three headers of Standard Webhooks; every secret signs, so that a rotation needs no moment of change. */
export function standardHeaders(input: HeaderInput): Record<string, string> {
  const { event, webhook, timestamp, body } = input;
  if (!webhook.signing) return { 'webhook-id': event.id };
  return {
    'webhook-id': event.id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signStandard(requiredSecrets(input), { id: event.id, timestamp, body }),
  };
}
