import { deliveryId, isoSeconds, type DeliveryRow, type ShownWebhook } from '@posthorn/webhooks';
import { oneOf, present, type JsonBody } from '../management/json-body.js';
import { bareId } from '../wire/ids.js';

/** The document's fields in the words of the native API. */
export function fromBackendify(body: JsonBody): JsonBody {
  return present({
    name: body['name'],
    url: body['url'],
    events: body['events'],
    collections: body['collections'],
    secret: oneOf(body, 'secret', 'signatureKey'),
    active: oneOf(body, 'is_active', 'active', 'enabled'),
    headers: body['headers'],
    dialect: oneOf(body, 'format', 'dialect'),
  });
}

export function toBackendify({ row, secret, warnings }: ShownWebhook): object {
  return {
    id: row.id,
    project_id: bareId(row.project_id),
    name: row.name,
    url: row.url,
    events: row.events,
    collections: row.collections,
    is_active: !row.paused && row.disabled_reason === null,
    ...(secret === undefined ? {} : { secret }),
    ...(warnings.length > 0 ? { warnings } : {}),
    created_at: isoSeconds(row.created_at),
    updated_at: isoSeconds(row.updated_at),
  };
}

export function toBackendifyDelivery(row: DeliveryRow): object {
  return {
    id: deliveryId({ eventId: row.event_id, webhookId: row.webhook_id, replay: row.replay }),
    event_type: row.event_type,
    status: row.status,
    attempts: row.attempts,
    response_status: row.status_code,
    error: row.status === 'success' ? null : row.error,
    created_at: isoSeconds(row.created_at),
    delivered_at: row.status === 'success' && row.finished_at ? isoSeconds(row.finished_at) : null,
  };
}
