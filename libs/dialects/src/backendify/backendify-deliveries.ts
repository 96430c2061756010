import { Injectable } from '@nestjs/common';
import { deliveryId, DeliveryRequests, isoSeconds, type DeliveryRow } from '@posthorn/webhooks';
import type { JsonBody } from '../management/json-body.js';
import { oneByOne } from '../management/one-by-one.js';
import { sentEvent, sentPayload } from '../management/sent-payload.js';
import { bareId } from '../wire/ids.js';

/** Rows of the delivery history as the real server of document 000 answers them. */
@Injectable()
export class BackendifyDeliveries {
  constructor(private readonly requests: DeliveryRequests) {}

  rows(deliveries: readonly DeliveryRow[]): Promise<readonly JsonBody[]> {
    return oneByOne(deliveries, (delivery) => this.row(delivery));
  }

  async row(delivery: DeliveryRow): Promise<JsonBody> {
    return {
      // A bare UUID like every id there: clients with types read it as one.
      id: bareId(deliveryId({ eventId: delivery.event_id, webhookId: delivery.webhook_id, replay: delivery.replay })),
      event_type: sentEvent(await sentPayload(this.requests, delivery), delivery),
      status: delivery.status === 'skipped' ? 'failed' : delivery.status,
      attempts: delivery.attempts,
      response_status: delivery.status_code,
      error: delivery.status === 'success' ? null : delivery.error,
      created_at: isoSeconds(delivery.created_at),
      delivered_at: delivery.status === 'success' && delivery.finished_at ? isoSeconds(delivery.finished_at) : null,
    };
  }
}
