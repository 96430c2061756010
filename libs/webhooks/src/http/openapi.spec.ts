import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { API_CONTROLLERS, webhooksOpenApi } from '../api-controllers.js';
import { toAttemptJson, toDeliveryJson } from '../deliveries/delivery.mapper.js';
import type { AttemptRow, DeliveryRow } from '../deliveries/delivery.row.js';
import { toEventTypeJson } from '../event-types/event-type.mapper.js';
import { toEventJson } from '../events/event.mapper.js';
import { toWebhookJson } from '../webhooks/webhook.mapper.js';
import { blankWebhook } from '../webhooks/webhook-draft.js';

const document = webhooksOpenApi({ prefix: 'v1' });
const uuid = '0190c7a1-0000-7000-8000-000000000000';
const now = new Date('2026-01-15T12:00:00.500Z');

const delivery: DeliveryRow = {
  event_id: uuid,
  webhook_id: uuid,
  replay: 1,
  replay_of: 0,
  project_id: 'p',
  event_project_id: 'p',
  event_type: 'user.created',
  status: 'failed',
  failure_reason: 'exhausted',
  attempts: 1,
  status_code: 500,
  response_time_ms: 1.5,
  error_code: 'http_status',
  error: 'HTTP 500',
  created_at: now,
  finished_at: now,
  next_attempt_at: now,
  test: true,
};

const attempt: AttemptRow = {
  event_id: uuid,
  webhook_id: uuid,
  replay: 0,
  number: 1,
  outcome: 'failed',
  started_at: now,
  duration_ms: 1.5,
  status_code: 500,
  error_code: 'http_status',
  error: 'HTTP 500',
  signed_headers: 'broken json',
  response_headers: '{"a":"b"}',
  response_body: 'x',
  response_cut: true,
};

describe('the OpenAPI fragment', () => {
  it('has every handler of every controller, and each with a summary, a scope and an answer', () => {
    const handlers = API_CONTROLLERS.flatMap((controller) =>
      Object.getOwnPropertyNames(controller.prototype).filter(
        (name) =>
          name !== 'constructor' &&
          Reflect.getMetadata('path', (controller.prototype as Record<string, object>)[name]!) !== undefined,
      ),
    );
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(operations).toHaveLength(handlers.length);
    for (const operation of operations) {
      expect(operation).toMatchObject({
        summary: expect.any(String),
        description: expect.stringMatching(/Scope|Admin|Every caller/),
      });
    }
    expect(new Set(operations.map((operation) => operation['operationId'])).size).toBe(operations.length);
  });

  it('refers to schemas that are there', () => {
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });

  const propertiesOf = (name: string): string[] =>
    Object.keys((document.components.schemas[name] as { properties: object }).properties).sort();

  it.each([
    [
      'Delivery',
      [
        toDeliveryJson(delivery),
        toDeliveryJson({ ...delivery, status: 'success' }),
        toDeliveryJson({ ...delivery, status: 'pending' }),
      ],
    ],
    ['Attempt', [toAttemptJson(attempt, {})]],
    [
      'Webhook',
      [
        {
          ...toWebhookJson({
            row: {
              ...blankWebhook(uuid, 'p', null, 'standard'),
              created_at: now,
              updated_at: now,
              created_at_text: '',
              deleted_at: null,
              consecutive_failures: 0,
              failing_since: null,
              last_success_at: null,
              last_failure_at: null,
            },
            warnings: [],
            secret: 's',
          }),
          previous_secret_expires_at: null,
        },
      ],
    ],
    [
      'Event',
      [
        toEventJson({
          id: uuid,
          project_id: 'p',
          type: 'a.b',
          version: 1,
          occurred_at: now,
          data: '{}',
          details: { change: {}, appwrite: 'users.1.create', test: true },
          invalid_reason: 'x',
        }),
      ],
    ],
    [
      'EventType',
      [
        toEventTypeJson({
          name: 'a.b',
          version: 1,
          source: 'api',
          description: '',
          schema: null,
          example: { text: 'x'.repeat(100_000) },
          resource: null,
          created_at: now,
          updated_at: now,
        }),
      ],
    ],
  ])('describes %s exactly as the mapper makes it', (name, answers) => {
    const made = new Set(answers.flatMap((answer) => Object.keys(answer as object)));
    expect([...made].sort()).toEqual(propertiesOf(name));
  });
});
