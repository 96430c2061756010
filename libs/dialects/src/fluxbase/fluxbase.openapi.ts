import {
  flag,
  free,
  listOf,
  object,
  openApiDocument,
  orNull,
  ref,
  text,
  texts,
  time,
  whole,
  type OpenApiDocument,
} from '../management/open-api.js';

const WEBHOOKS = '/api/v1/webhooks';
const operations = { type: 'array', items: { enum: ['INSERT', 'UPDATE', 'DELETE', '*'] } };
const event = { anyOf: [object('table operations', { table: text, operations }), text] };
const fields = {
  name: text,
  description: text,
  url: text,
  enabled: flag,
  events: listOf(event),
  max_retries: { type: 'integer', minimum: 0, maximum: 10, default: 3 },
  timeout_seconds: { type: 'integer', minimum: 0, maximum: 300, default: 30 },
  retry_backoff_seconds: { type: 'integer', minimum: 0, default: 5 },
  headers: free,
};
const request = { ...fields, secret: text };
const envelope = { envelope: { type: 'boolean', description: 'An object around the list; default: with `apikey`.' } };

/** The management API of document 002. */
export function fluxbaseOpenApi(): OpenApiDocument {
  return openApiDocument({
    title: 'Fluxbase webhooks',
    description:
      'Webhooks on row changes. With an `apikey` header, as the TypeScript client sends it, lists are objects; they are ' +
      'bare arrays otherwise. Unknown fields are ignored; the secret is never shown.',
    operations: [
      { route: `POST ${WEBHOOKS}`, summary: 'Create a webhook', body: 'NewWebhook', answer: [201, ref('Webhook')] },
      {
        route: `GET ${WEBHOOKS}`,
        summary: 'List webhooks',
        query: envelope,
        answer: [200, either('webhooks', ref('Webhook'), { total: whole })],
      },
      { route: `GET ${WEBHOOKS}/{id}`, summary: 'Read a webhook', answer: [200, ref('Webhook')] },
      { route: `PATCH ${WEBHOOKS}/{id}`, summary: 'Change a webhook', body: 'Change', answer: [200, ref('Webhook')] },
      {
        route: `PUT ${WEBHOOKS}/{id}`,
        summary: 'Change a webhook; absent keeps',
        body: 'Change',
        answer: [200, ref('Webhook')],
      },
      { route: `DELETE ${WEBHOOKS}/{id}`, summary: 'Delete a webhook', answer: [200, ref('Done')] },
      { route: `POST ${WEBHOOKS}/{id}/test`, summary: 'Send a sample now', answer: [200, ref('Test')] },
      {
        route: `GET ${WEBHOOKS}/{id}/deliveries`,
        summary: 'List deliveries, newest first',
        query: { ...envelope, limit: { type: 'integer', minimum: 1, default: 50 } },
        answer: [200, either('deliveries', ref('Delivery'))],
      },
      {
        route: `POST ${WEBHOOKS}/{id}/deliveries/{deliveryId}/replay`,
        summary: 'Send a delivery again',
        answer: [201, ref('Delivery')],
      },
    ],
    schemas: {
      NewWebhook: object('url events', request),
      Change: object('', request),
      Webhook: object('id name url enabled is_active events max_retries timeout_seconds retry_backoff_seconds', {
        ...fields,
        id: text,
        is_active: flag,
        description: orNull(text),
        scope: text,
        created_by: orNull(text),
        user_id: orNull(text),
        warnings: texts,
        created_at: time,
        updated_at: time,
      }),
      Delivery: delivery,
      Test: object('success message', {
        success: flag,
        message: text,
        status_code: whole,
        response_body: orNull(text),
        error: text,
      }),
      Done: object('success message', { success: flag, message: text }),
      Error: object('error code', { error: text, code: text, details: { type: 'array', items: free } }),
      Payload: object('event table schema record old_record timestamp webhook_id', {
        event: text,
        table: orNull(text),
        schema: orNull(text),
        record: free,
        old_record: orNull(free),
        timestamp: time,
        webhook_id: text,
      }),
    },
    error: 'Error',
    delivery: { headers: ['X-Fluxbase-Signature'], body: 'Payload' },
  });
}

function either(name: string, items: object, more: object = {}): Record<string, unknown> {
  return { anyOf: [{ type: 'array', items }, object(name, { [name]: { type: 'array', items }, ...more })] };
}

const delivery = object('id webhook_id event payload status attempt attempts created_at', {
  id: text,
  webhook_id: text,
  event: text,
  event_type: text,
  table_name: orNull(text),
  record_id: orNull(text),
  payload: orNull(free),
  status: { enum: ['pending', 'success', 'failed'] },
  status_code: orNull(whole),
  http_status_code: orNull(whole),
  response_status: orNull(whole),
  attempt: whole,
  attempts: whole,
  attempt_number: whole,
  response_body: orNull(text),
  response_time_ms: orNull(whole),
  error: orNull(text),
  error_message: orNull(text),
  created_at: time,
  delivered_at: orNull(time),
  next_retry_at: orNull(time),
});
