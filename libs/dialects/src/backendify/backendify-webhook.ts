import { isoSeconds, type ShownWebhook } from '@posthorn/webhooks';
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
