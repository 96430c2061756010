import { Injectable } from '@nestjs/common';
import { deliveryId, DeliveryRequests, type DeliveryRow } from '@posthorn/webhooks';
import type { JsonBody } from '../management/json-body.js';
import { oneByOne } from '../management/one-by-one.js';
import { sentEvent, sentPayload } from '../management/sent-payload.js';
import { appwriteTime } from './appwrite-webhook.js';

/** What document 003 shows under "Logs" of a webhook: when, with which status, how long, and what was sent. */
@Injectable()
export class AppwriteLogs {
  constructor(private readonly requests: DeliveryRequests) {}

  rows(deliveries: readonly DeliveryRow[]): Promise<readonly JsonBody[]> {
    return oneByOne(deliveries, (delivery) => this.row(delivery));
  }

  async row(delivery: DeliveryRow): Promise<JsonBody> {
    const payload = await sentPayload(this.requests, delivery);
    return {
      $id: deliveryId({ eventId: delivery.event_id, webhookId: delivery.webhook_id, replay: delivery.replay }),
      $createdAt: appwriteTime(delivery.created_at),
      event: sentEvent(payload, delivery),
      status: delivery.status,
      attempts: delivery.attempts,
      responseStatus: delivery.status_code,
      responseTime: delivery.response_time_ms === null ? null : Math.round(delivery.response_time_ms),
      error: delivery.status === 'success' ? '' : (delivery.error ?? ''),
      payload,
    };
  }
}
