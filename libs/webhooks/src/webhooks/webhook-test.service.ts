import { Inject, Injectable } from '@nestjs/common';
import { EventCatalog } from '@posthorn/event-catalog';
import type { ProjectScope } from '../access/project-scope.js';
import type { AttemptRow } from '../deliveries/delivery.row.js';
import type { DialectRegistry } from '../dialect/dialect-registry.js';
import { sampleEvent } from '../dialect/sample-event.js';
import type { AttemptRecord } from '../engine/attempt.js';
import type { DeliveryEngine } from '../engine/engine.js';
import { EventTypesService } from '../event-types/event-types.service.js';
import { OPERATIONAL_EVENTS } from '../event-types/operational-types.js';
import { InvalidInputError } from '../webhooks.errors.js';
import { DIALECTS, ENGINE } from '../webhooks.tokens.js';
import { WebhooksService } from './webhooks.service.js';

/** Sends one event to a webhook now, so that a person sees what its endpoint answers (RULES 25). */
@Injectable()
export class WebhookTests {
  constructor(
    @Inject(ENGINE) private readonly engine: DeliveryEngine,
    @Inject(DIALECTS) private readonly dialects: DialectRegistry,
    private readonly catalog: EventCatalog,
    private readonly types: EventTypesService,
    private readonly webhooks: WebhooksService,
  ) {}

  /**
   * @param eventType absent: the webhook's first event
   * @throws ResourceNotFoundError; InvalidInputError `unknown_event_type`
   */
  async send(id: string, scope: ProjectScope, eventType?: string): Promise<AttemptRecord> {
    const { row } = await this.webhooks.get(id, scope);
    await this.types.takeOver();
    const types = [...this.catalog.all(), ...OPERATIONAL_EVENTS].map(({ name, example }) => ({ name, example }));
    if (eventType !== undefined && !types.some(({ name }) => name === eventType)) {
      const message = `"${eventType}" is not a registered event type.`;
      throw InvalidInputError.of(
        'event_type',
        'unknown_event_type',
        message,
        this.catalog.nearest(eventType).join(', '),
      );
    }
    const { events, collections, tables } = row;
    const input = { events, collections, tables, types, ...(eventType === undefined ? {} : { eventType }) };
    const sample = this.dialects.get(row.dialect)?.sample?.(input) ?? sampleEvent(input);
    const { change, appwriteEvent } = sample;
    return this.engine.sendTest({
      webhookId: id,
      projectId: row.project_id,
      type: sample.type,
      data: sample.data,
      details: {
        ...(change
          ? {
              kind: 'change',
              change: {
                schema: change.schema,
                table: change.table,
                operation: change.operation,
                old_record: change.oldRecord,
              },
            }
          : {}),
        ...(appwriteEvent === undefined ? {} : { kind: 'change', appwrite: appwriteEvent }),
      },
    });
  }
}

/** The record of a test in the form of a stored attempt. */
export function attemptRowOf(record: AttemptRecord): AttemptRow {
  return {
    event_id: record.key.eventId,
    webhook_id: record.key.webhookId,
    replay: record.key.replay,
    number: record.number,
    outcome: record.outcome,
    started_at: record.startedAt,
    duration_ms: record.durationMs,
    status_code: record.statusCode,
    error_code: record.errorCode,
    error: record.error,
    signed_headers: JSON.stringify(record.signedHeaders),
    response_headers: JSON.stringify(record.responseHeaders),
    response_body: record.responseBody,
    response_cut: record.responseCut,
  };
}
