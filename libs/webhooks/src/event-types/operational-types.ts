import type { JsonSchema } from '@posthorn/event-catalog';

/** An event type of the library itself. */
export interface OperationalType {
  readonly name: string;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly example: Readonly<Record<string, unknown>>;
}

const text = { type: 'string' };
const optionalText = { type: ['string', 'null'] };
const time = { type: 'string', format: 'date-time' };
const optionalTime = { type: ['string', 'null'], format: 'date-time' };

function object(properties: Readonly<Record<string, unknown>>): JsonSchema {
  return { type: 'object', required: Object.keys(properties), properties };
}

const webhook = {
  webhook_id: text,
  project_id: optionalText,
  name: text,
  url: { type: 'string', description: 'Without its query.' },
  consecutive_failures: { type: 'integer', minimum: 0 },
  failing_since: optionalTime,
  last_success_at: optionalTime,
  last_failure_at: optionalTime,
};

const webhookExample = {
  webhook_id: 'hook_0190c7a1000070008000000000000001',
  project_id: 'proj_0190c7a1000070008000000000000002',
  name: 'Order service',
  url: 'https://orders.example.com/webhooks',
};

/**
 * Events about the webhooks themselves. Heard by exact name, `webhook.*` or `delivery.*` only, never by `*` (RULES 22).
 * What becomes of their own deliveries never causes another.
 */
export const OPERATIONAL_EVENTS: readonly OperationalType[] = [
  {
    name: 'delivery.exhausted',
    description: 'A delivery has failed for good: nothing sends it again by itself.',
    schema: object({
      delivery_id: text,
      webhook_id: text,
      project_id: optionalText,
      event_id: text,
      event_type: text,
      failure_reason: { type: 'string', enum: ['exhausted', 'rejected', 'blocked', 'unsendable'] },
      attempts: { type: 'integer', minimum: 0 },
      status_code: { type: ['integer', 'null'] },
      error: optionalText,
      error_code: optionalText,
      failed_at: time,
    }),
    example: {
      delivery_id: 'del_0190c7a1000080008000000000000003',
      webhook_id: webhookExample.webhook_id,
      project_id: webhookExample.project_id,
      event_id: 'evt_0190c7a1000070008000000000000004',
      event_type: 'order.created',
      failure_reason: 'exhausted',
      attempts: 5,
      status_code: 500,
      error: 'HTTP 500',
      error_code: 'http_status',
      failed_at: '2026-01-15T12:00:00Z',
    },
  },
  {
    name: 'webhook.disabled',
    description: 'A webhook was disabled: it failed for too long, answered 410, or an operator stopped it.',
    schema: object({ ...webhook, reason: { type: 'string', enum: ['failing', 'gone', 'manual'] } }),
    example: {
      ...webhookExample,
      consecutive_failures: 12,
      failing_since: '2026-01-10T12:00:00Z',
      last_success_at: '2026-01-10T11:58:00Z',
      last_failure_at: '2026-01-15T12:00:00Z',
      reason: 'failing',
    },
  },
  {
    name: 'webhook.failing',
    description: 'A delivery of the webhook has failed for good, after it was healthy.',
    schema: object(webhook),
    example: {
      ...webhookExample,
      consecutive_failures: 1,
      failing_since: '2026-01-15T09:23:00Z',
      last_success_at: '2026-01-15T09:20:00Z',
      last_failure_at: '2026-01-15T12:00:00Z',
    },
  },
  {
    name: 'webhook.recovered',
    description: 'A webhook that was failing has answered with success again.',
    schema: object(webhook),
    example: {
      ...webhookExample,
      consecutive_failures: 0,
      failing_since: null,
      last_success_at: '2026-01-15T12:05:00Z',
      last_failure_at: '2026-01-15T12:00:00Z',
    },
  },
];

/** In the order of their names. */
export const OPERATIONAL_TYPES: readonly string[] = OPERATIONAL_EVENTS.map(({ name }) => name);
