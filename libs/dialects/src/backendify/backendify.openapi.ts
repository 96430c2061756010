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

const WEBHOOKS = '/api/projects/{projectId}/webhooks';
const events = { type: 'array', items: text, examples: [['record.created', 'record.updated', 'record.deleted']] };
const fields = { name: text, url: text, events, collections: texts, secret: text, is_active: flag, headers: free };

/** The management API of document 000. */
export function backendifyOpenApi(): OpenApiDocument {
  return openApiDocument({
    title: 'Backendify webhooks',
    description: 'Webhooks of a project. Unknown fields are ignored; the secret is shown when it has just been made.',
    operations: [
      { route: `POST ${WEBHOOKS}`, summary: 'Create a webhook', body: 'NewWebhook', answer: [201, ref('Webhook')] },
      { route: `GET ${WEBHOOKS}`, summary: 'List webhooks', answer: [200, listOf(ref('Webhook'))] },
      { route: `GET ${WEBHOOKS}/{id}`, summary: 'Read a webhook', answer: [200, ref('Webhook')] },
      { route: `PATCH ${WEBHOOKS}/{id}`, summary: 'Change a webhook', body: 'Change', answer: [200, ref('Webhook')] },
      {
        route: `PUT ${WEBHOOKS}/{id}`,
        summary: 'Change a webhook; absent keeps',
        body: 'Change',
        answer: [200, ref('Webhook')],
      },
      { route: `DELETE ${WEBHOOKS}/{id}`, summary: 'Delete a webhook', answer: [204, null] },
      { route: `POST ${WEBHOOKS}/{id}/test`, summary: 'Send a sample now', answer: [200, ref('Test')] },
      {
        route: `GET ${WEBHOOKS}/{id}/deliveries`,
        summary: 'List the newest 50 deliveries',
        answer: [200, listOf(ref('Delivery'))],
      },
      {
        route: `POST ${WEBHOOKS}/{id}/deliveries/{deliveryId}/replay`,
        summary: 'Send a delivery again',
        answer: [201, ref('Delivery')],
      },
    ],
    schemas: {
      NewWebhook: object('name url events', fields),
      Change: object('', fields),
      Webhook: object('id project_id name url events collections is_active created_at updated_at', {
        ...fields,
        id: text,
        project_id: text,
        warnings: texts,
        created_at: time,
        updated_at: time,
      }),
      Delivery: object('id event_type status attempts response_status error created_at delivered_at', {
        id: text,
        event_type: text,
        status: { enum: ['pending', 'success', 'failed'] },
        attempts: whole,
        response_status: orNull(whole),
        error: orNull(text),
        created_at: time,
        delivered_at: orNull(time),
      }),
      Test: object('success response_status error', {
        success: flag,
        response_status: orNull(whole),
        error: orNull(text),
      }),
      Error: object('detail', {
        detail: {
          anyOf: [
            text,
            listOf(object('loc msg type', { loc: listOf({ anyOf: [text, whole] }), msg: text, type: text })),
          ],
        },
      }),
      Payload: object('event timestamp project_id collection record previous_record', {
        event: text,
        timestamp: time,
        project_id: orNull(text),
        collection: orNull(text),
        record: free,
        previous_record: orNull(free),
      }),
    },
    error: 'Error',
    delivery: { headers: ['X-Webhook-Signature', 'X-Webhook-Timestamp'], body: 'Payload' },
  });
}
