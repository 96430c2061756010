import { Injectable } from '@nestjs/common';
import { deliveryId, DeliveriesService, DeliveryRequests, isoSeconds, type DeliveryRow } from '@posthorn/webhooks';
import type { JsonBody } from '../management/json-body.js';
import { oneByOne } from '../management/one-by-one.js';
import { sentPayload } from '../management/sent-payload.js';
import { bareId } from '../wire/ids.js';

/** Rows of the delivery history, under every name by which the server, its console and its clients know a column. */
@Injectable()
export class FluxbaseDeliveries {
  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly requests: DeliveryRequests,
  ) {}

  rows(deliveries: readonly DeliveryRow[]): Promise<readonly JsonBody[]> {
    return oneByOne(deliveries, (delivery) => this.row(delivery));
  }

  async row(delivery: DeliveryRow): Promise<JsonBody> {
    const last = (await this.deliveries.attempts(delivery)).at(-1);
    const payload = await sentPayload(this.requests, delivery);
    const record = payload?.['record'];
    const recordId = isObject(record) ? (record['id'] ?? null) : null;
    const error = delivery.status === 'success' ? null : delivery.error;
    return {
      // A bare UUID like every id there: clients with types read it as one.
      id: bareId(deliveryId({ eventId: delivery.event_id, webhookId: delivery.webhook_id, replay: delivery.replay })),
      webhook_id: delivery.webhook_id,
      event: payload?.['event'] ?? delivery.event_type,
      event_type: payload?.['event'] ?? delivery.event_type,
      table_name: payload?.['table'] ?? null,
      // A text for every key: clients with types read it as one.
      record_id: recordId === null || typeof recordId === 'string' ? recordId : JSON.stringify(recordId),
      payload,
      status: delivery.status === 'skipped' ? 'failed' : delivery.status,
      status_code: delivery.status_code,
      http_status_code: delivery.status_code,
      response_status: delivery.status_code,
      attempt: delivery.attempts,
      attempts: delivery.attempts,
      attempt_number: delivery.attempts,
      response_body: last?.response_body ?? null,
      response_time_ms: delivery.response_time_ms === null ? null : Math.round(delivery.response_time_ms),
      error,
      error_message: error,
      created_at: isoSeconds(delivery.created_at),
      delivered_at: delivery.status === 'success' && delivery.finished_at ? isoSeconds(delivery.finished_at) : null,
      next_retry_at:
        delivery.status === 'pending' && delivery.next_attempt_at ? isoSeconds(delivery.next_attempt_at) : null,
    };
  }
}

function isObject(value: unknown): value is JsonBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
