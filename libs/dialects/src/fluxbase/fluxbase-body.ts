import type { RenderableEvent, RenderableWebhook } from '@posthorn/webhooks';
import { bareId } from '../wire/ids.js';
import { objectText, quoted } from '../wire/json.js';
import { rowOf } from '../wire/row.js';
import { isoMilliseconds } from '../wire/times.js';

/** The body of document 002: for a deletion `record` and `old_record` are the same row. */
export function fluxbaseBody(event: RenderableEvent, webhook: RenderableWebhook): string {
  const row = rowOf(event);
  return objectText({
    event: quoted(row ? row.operation : event.type),
    table: quoted(row ? row.table : null),
    schema: quoted(row ? row.schema : null),
    record: row ? row.record : event.data,
    old_record: row ? row.before : 'null',
    timestamp: quoted(isoMilliseconds(event.occurredAt)),
    webhook_id: quoted(bareId(webhook.id)),
  });
}
