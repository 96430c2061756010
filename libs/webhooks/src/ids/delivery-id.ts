import { hash } from 'node:crypto';
import type { DeliveryKey } from '../engine/engine.js';
import { parseId } from './prefixed-id.js';

/**
 * Ids of deliveries and attempts are derived from their key, so that `X-Posthorn-Delivery` exists before any row does.
 *
 * The first 64 bits are the event's (48 bits of time, 12 random), with version 8 in place of 7; the rest is a hash of
 * the key. A delivery is therefore found by a range scan of the primary key over one millisecond's events, comparing
 * derived ids, without an index of its own.
 */
function derive(prefix: 'del' | 'att', eventId: string, key: string): string {
  const digest = hash('sha256', key, 'hex');
  const variant = ((parseInt(digest.charAt(0), 16) & 0x3) | 0x8).toString(16);
  return `${prefix}_${eventId.slice(0, 8)}${eventId.slice(9, 13)}8${eventId.slice(15, 18)}${variant}${digest.slice(1, 16)}`;
}

/** `del_` and 32 hex digits: the public id of a delivery. */
export function deliveryId(key: DeliveryKey): string {
  return derive('del', key.eventId, `${key.eventId}/${key.webhookId}/${key.replay}`);
}

/** `att_` and 32 hex digits: the public id of an attempt; `number` counts from 1. */
export function attemptId(key: DeliveryKey, number: number): string {
  return derive('att', key.eventId, `${key.eventId}/${key.webhookId}/${key.replay}/${number}`);
}

/** Inclusive bounds of event ids, UUIDs with hyphens. */
export interface EventIdRange {
  readonly from: string;
  readonly to: string;
}

function eventIdRange(uuid: string | null): EventIdRange | null {
  if (uuid?.[14] !== '8') return null;
  const head = `${uuid.slice(0, 14)}7${uuid.slice(15, 18)}`;
  return { from: `${head}-0000-000000000000`, to: `${head}-ffff-ffffffffffff` };
}

/** Where the event of a delivery lies; null when the text is no delivery id. */
export function eventIdRangeOfDeliveryId(id: string): EventIdRange | null {
  return eventIdRange(parseId('del', id));
}

/** Where the event of an attempt lies; null when the text is no attempt id. */
export function eventIdRangeOfAttemptId(id: string): EventIdRange | null {
  return eventIdRange(parseId('att', id));
}
