import type { DeliveryRequests, DeliveryRow } from '@posthorn/webhooks';
import type { JsonBody } from './json-body.js';

/** The body of a delivery as it was or will be sent; null when it is not kept any more. */
export async function sentPayload(requests: DeliveryRequests, delivery: DeliveryRow): Promise<JsonBody | null> {
  const body = (await requests.of(delivery))?.body;
  return body === undefined ? null : (JSON.parse(body) as JsonBody);
}

/** The event as that body names it, which is how webhooks subscribe to it: the native name of a row's event is that of its table. */
export function sentEvent(payload: JsonBody | null, delivery: DeliveryRow): string {
  const event = payload?.['event'];
  return typeof event === 'string' ? event : delivery.event_type;
}
