import { newEventId } from '@posthorn/event-bus';
import { isoSeconds } from '../http/moment.js';
import { deliveryId } from '../ids/delivery-id.js';
import { formatId } from '../ids/prefixed-id.js';
import type { EventToStore } from '../outbox/outbox-writer.js';

/** A row of failed-deliveries.sql. */
export interface FailedDelivery {
  readonly event_id: string;
  readonly webhook_id: string;
  readonly replay: number;
  readonly project_id: string;
  readonly event_type: string;
  readonly failure_reason: string;
  readonly attempts: number;
  readonly status_code: number | null;
  readonly error: string | null;
  readonly error_code: string | null;
  readonly finished_at: Date;
}

/** A row of webhook-transitions.sql. */
export interface WebhookTransition {
  readonly id: string;
  readonly project_id: string;
  readonly name: string;
  readonly url: string;
  readonly disabled_reason: string | null;
  readonly consecutive_failures: number;
  readonly failing_since: Date | null;
  readonly last_success_at: Date | null;
  readonly last_failure_at: Date | null;
  readonly state: 'healthy' | 'failing' | 'disabled';
  /** null: healthy. */
  readonly told_state: 'failing' | 'disabled' | null;
  /** The last state was told to others. */
  readonly told: boolean;
  /** Something else than an event about webhooks has failed. */
  readonly by_events: boolean;
}

/** The delivery's id makes it a key: it is told once, by whichever process, however often it is looked at. */
export function deliveryExhausted(row: FailedDelivery): EventToStore {
  const id = deliveryId({ eventId: row.event_id, webhookId: row.webhook_id, replay: row.replay });
  const data = {
    delivery_id: id,
    webhook_id: formatId('hook', row.webhook_id),
    project_id: row.project_id === '' ? null : row.project_id,
    event_id: formatId('evt', row.event_id),
    event_type: row.event_type,
    failure_reason: row.failure_reason,
    attempts: row.attempts,
    status_code: row.status_code,
    error: row.error,
    error_code: row.error_code,
    failed_at: isoSeconds(row.finished_at),
  };
  return {
    ...operational(row.project_id, 'delivery.exhausted', data, row.finished_at),
    publishKey: `posthorn/delivery.exhausted/${id}`,
  };
}

/** What has to be told of a webhook; undefined when the change is nobody's news. */
export function webhookEvent(row: WebhookTransition, now: Date): EventToStore | undefined {
  const type = newsOf(row);
  if (type === undefined) return undefined;
  const data = {
    webhook_id: formatId('hook', row.id),
    project_id: row.project_id === '' ? null : row.project_id,
    name: row.name,
    url: row.url.replace(/\?.*$/s, ''),
    consecutive_failures: row.consecutive_failures,
    failing_since: time(row.failing_since),
    last_success_at: time(row.last_success_at),
    last_failure_at: time(row.last_failure_at),
    ...(type === 'webhook.disabled' ? { reason: row.disabled_reason } : {}),
  };
  return operational(row.project_id, type, data, now);
}

function newsOf(row: WebhookTransition): string | undefined {
  switch (row.state) {
    case 'disabled':
      return row.by_events || row.disabled_reason === 'manual' ? 'webhook.disabled' : undefined;
    case 'failing':
      return row.by_events ? 'webhook.failing' : undefined;
    case 'healthy':
      // Enabling a webhook makes its counters those of a healthy one; it has recovered when it has answered.
      return row.told && row.told_state === 'failing' && answeredLast(row) ? 'webhook.recovered' : undefined;
  }
}

function answeredLast({ last_success_at, last_failure_at }: WebhookTransition): boolean {
  return last_success_at !== null && (last_failure_at === null || last_success_at >= last_failure_at);
}

function operational(project: string, type: string, data: object, occurredAt: Date): EventToStore {
  return {
    id: newEventId(),
    projectId: project === '' ? null : project,
    type,
    version: 1,
    occurredAt,
    data: JSON.stringify(data),
    details: { kind: 'operational' },
  };
}

const time = (moment: Date | null): string | null => (moment === null ? null : isoSeconds(moment));
