import type { DeliveryKey } from '../engine/engine.js';
import { present } from '../http/absent.js';
import { isoSeconds } from '../http/moment.js';
import { attemptId, deliveryId } from '../ids/delivery-id.js';
import { formatId } from '../ids/prefixed-id.js';
import type { AttemptRow, DeliveryRow } from './delivery.row.js';

export function keyOf(row: Pick<DeliveryRow, 'event_id' | 'webhook_id' | 'replay'>): DeliveryKey {
  return { eventId: row.event_id, webhookId: row.webhook_id, replay: row.replay };
}

/** A delivery as the API shows it; what does not apply is absent. */
export function toDeliveryJson(row: DeliveryRow): Record<string, unknown> {
  const key = keyOf(row);
  const failing = row.status !== 'success';
  return present({
    id: deliveryId(key),
    webhook_id: formatId('hook', row.webhook_id),
    event_id: formatId('evt', row.event_id),
    event_type: row.event_type,
    status: row.status,
    failure_reason: row.failure_reason,
    status_code: row.status_code,
    attempts: row.attempts,
    next_attempt_at: row.status === 'pending' ? time(row.next_attempt_at) : null,
    delivered_at: row.status === 'success' ? time(row.finished_at) : null,
    response_time_ms: row.response_time_ms === null ? null : Math.round(row.response_time_ms),
    error: failing ? row.error : null,
    error_code: failing ? row.error_code : null,
    replay_of: row.replay_of === null ? null : deliveryId({ ...key, replay: row.replay_of }),
    test: row.test ? true : null,
    created_at: isoSeconds(row.created_at),
  });
}

/** An attempt as the API shows it. `request_headers` are made beside it, for they need the webhook. */
export function toAttemptJson(
  row: AttemptRow,
  requestHeaders: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return present({
    id: attemptId(keyOf(row), row.number),
    number: row.number,
    outcome: row.outcome,
    started_at: isoSeconds(row.started_at),
    status_code: row.status_code,
    response_time_ms: Math.round(row.duration_ms),
    request_headers: requestHeaders,
    response_headers: row.status_code === null ? null : parsedHeaders(row.response_headers),
    response_body: row.status_code === null ? null : (row.response_body ?? ''),
    response_body_cut: row.response_cut ? true : null,
    error: row.error,
    error_code: row.error_code,
  });
}

/** Headers that were kept as JSON text; what cannot be read is shown as none rather than failing the page. */
export function parsedHeaders(text: string | null): Record<string, string> {
  if (text === null || text === '') return {};
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    return {};
  }
}

const time = (moment: Date | null): string | null => (moment === null ? null : isoSeconds(moment));
