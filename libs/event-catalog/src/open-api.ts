import type { CatalogEntry } from './catalog-entry.js';
import type { EventCatalog } from './event-catalog.js';
import type { JsonSchema } from './event-type.js';

/** The value of `webhooks` in an OpenAPI 3.1 document: a path item per event type. */
export type OpenApiWebhooks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const HEADERS: readonly (readonly [name: string, description: string, schema: JsonSchema])[] = [
  ['webhook-id', 'Id of the event; the same in every attempt.', { type: 'string' }],
  ['webhook-timestamp', 'Time of this attempt, in Unix seconds.', { type: 'string', pattern: '^[0-9]+$' }],
  [
    'webhook-signature',
    'Standard Webhooks: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`; several are separated by spaces.',
    { type: 'string' },
  ],
  ['X-Webhook-Signature', 'Hex HMAC-SHA256 of the body.', { type: 'string', pattern: '^[0-9a-f]{64}$' }],
  ['X-Posthorn-Delivery', 'Id of the delivery.', { type: 'string' }],
  ['X-Posthorn-Attempt', 'Number of this attempt, from 1.', { type: 'string', pattern: '^[0-9]+$' }],
  ['X-Posthorn-Event', 'Id of the event, the same in every dialect, attempt and replay.', { type: 'string' }],
  ['User-Agent', 'Names the sender and its version.', { type: 'string' }],
];

/**
 * The `webhooks` object of an OpenAPI 3.1 document: what a receiver gets in the `standard` dialect. Merge it into a
 * document as its member `webhooks`, nowhere else: references inside schemas are written for that place.
 */
export function openApiWebhooks(catalog: Pick<EventCatalog, 'all'>): OpenApiWebhooks {
  return Object.fromEntries(catalog.all().map((entry) => [entry.name, { post: operation(entry) }]));
}

function operation(entry: CatalogEntry): Record<string, unknown> {
  const place = `#/webhooks/${entry.name}/post/requestBody/content/application~1json/schema/properties/data`;
  return {
    operationId: `webhook.${entry.name}`,
    summary: entry.name,
    description: entry.description,
    tags: [entry.name.slice(0, entry.name.indexOf('.'))],
    security: [],
    parameters: HEADERS.map(([name, description, schema]) => ({
      name,
      in: 'header',
      description,
      required: true,
      schema,
    })),
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['id', 'type', 'created_at', 'data'],
            properties: {
              id: { type: 'string', description: 'Id of the event; repeat deliveries carry the same.' },
              type: { const: entry.name },
              created_at: { type: 'string', format: 'date-time', description: 'When it happened, UTC, to the second.' },
              data: dataSchema(entry, place),
            },
          },
          ...(entry.example === null ? {} : { example: exampleBody(entry) }),
        },
      },
    },
    responses: {
      '2XX': { description: 'Received. Any other status, and no answer in time, is tried again.' },
      '410': { description: 'Gone: the webhook is disabled at once.' },
    },
  };
}

function dataSchema(entry: CatalogEntry, place: string): unknown {
  if (entry.schema === null) return { type: 'object' };
  const { $schema: _, ...schema } = entry.schema;
  return moveReferences(schema, place);
}

function exampleBody({ name, example }: CatalogEntry): Record<string, unknown> {
  return { id: 'evt_0198c5e2d8a07b3f9d1e4c6a8b2f0d17', type: name, created_at: '2025-11-02T10:30:00Z', data: example };
}

/** In an OpenAPI document `#` is the whole document, so that references have to name the place of their schema. */
function moveReferences(value: unknown, place: string): unknown {
  if (Array.isArray(value)) return value.map((member) => moveReferences(member, place));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === '$ref' && typeof member === 'string' && member.startsWith('#')
        ? `${place}${member.slice(1)}`
        : moveReferences(member, place),
    ]),
  );
}
