import { webhooksOpenApi } from '@posthorn/webhooks';
import {
  free,
  listOf,
  object,
  openApiDocument,
  ref,
  text,
  time,
  type OpenApiDocument,
} from '../management/open-api.js';

const WEBHOOKS = '/api/v1/webhooks';

/** The management API of document 004: its path and its three fields, with the native objects as answers. */
export function classicOpenApi(): OpenApiDocument {
  const native = webhooksOpenApi().components.schemas;
  return openApiDocument({
    title: 'Classic webhooks',
    description:
      'The API of the article on webhooks, at a path that it shares with Fluxbase: texts in `events`, and no `apikey` ' +
      'header, make a webhook one of these. The article shows no answers; they are those of the native API.',
    operations: [
      {
        route: `POST ${WEBHOOKS}`,
        summary: 'Subscribe to events',
        body: 'NewWebhook',
        answer: [201, ref('Webhook')],
      },
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
        summary: 'List deliveries, newest first',
        query: { limit: { type: 'integer', minimum: 1, default: 50 } },
        answer: [200, object('deliveries', { deliveries: listOf(ref('Delivery')) })],
      },
      {
        route: `POST ${WEBHOOKS}/{id}/deliveries/{deliveryId}/replay`,
        summary: 'Send a delivery again',
        answer: [201, ref('Delivery')],
      },
    ],
    schemas: {
      NewWebhook: object('url events', fields),
      Change: object('', fields),
      Webhook: native['Webhook'] ?? free,
      Delivery: native['Delivery'] ?? free,
      Test: object('success message', { success: { type: 'boolean' }, message: text, error: text }),
      Error: object('error code', { error: text, code: text }),
      Payload: object('id type createdAt data', { id: text, type: text, createdAt: time, data: free }),
    },
    error: 'Error',
    delivery: { headers: ['X-Webhook-Signature', 'X-Webhook-Id', 'X-Webhook-Timestamp'], body: 'Payload' },
  });
}

const fields = {
  url: text,
  events: { type: 'array', items: text, examples: [['order.created', 'order.shipped']] },
  secret: { type: 'string', examples: ['whsec_...'] },
  name: text,
  active: { type: 'boolean' },
  headers: free,
};
