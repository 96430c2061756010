import { signTimestampedBody } from '@posthorn/signing';
import type { RenderableEvent } from '@posthorn/webhooks';
import type { DialectPlugin } from '../management/dialect-management.js';
import { bareId } from '../wire/ids.js';
import { JSON_TYPE, objectText, quoted } from '../wire/json.js';
import { rowOf } from '../wire/row.js';
import { fixed } from '../wire/schedules.js';
import { requiredSecret } from '../wire/secrets.js';
import { isoSeconds } from '../wire/times.js';
import { backendifyManagement } from './backendify.management.js';

const EVENTS = { INSERT: 'record.created', UPDATE: 'record.updated', DELETE: 'record.deleted' } as const;

/** Document 000. For a deletion `record` and `previous_record` are both the row that went. */
export const backendifyDialect: DialectPlugin = {
  name: 'backendify',
  title: 'Backendify',
  management: backendifyManagement,
  policy: { retry: fixed(0, 60, 300, 1800, 7200), timeoutSeconds: 10, gone: 'retry', secret: 'generated' },
  bodyScope: 'event',
  reservedHeaders: ['content-type', 'x-webhook-signature', 'x-webhook-timestamp'],
  body,
  headers(input) {
    const { webhook, timestamp } = input;
    if (!webhook.signing) return { ...JSON_TYPE };
    return {
      ...JSON_TYPE,
      'X-Webhook-Timestamp': String(timestamp),
      'X-Webhook-Signature': signTimestampedBody(requiredSecret(input), timestamp, input.body),
    };
  },
};

function body(event: RenderableEvent): string {
  const row = rowOf(event);
  return objectText({
    event: quoted(row ? EVENTS[row.operation] : event.type),
    timestamp: quoted(isoSeconds(event.occurredAt)),
    project_id: quoted(event.projectId === null ? null : bareId(event.projectId)),
    collection: quoted(row ? row.collection : null),
    record: row ? row.record : event.data,
    previous_record: row ? row.before : 'null',
  });
}
