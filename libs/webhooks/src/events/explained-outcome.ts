import type { DeliveryRow } from '../deliveries/delivery.row.js';
import type { MatchVerdict } from '../subscriptions/subscription.js';

/** What became of an event at a webhook. */
export interface ExplainedOutcome {
  readonly outcome:
    | 'success'
    | 'pending'
    | 'failed'
    | 'skipped'
    | 'waiting'
    | 'invalid_event'
    | 'created_later'
    | 'changed_later'
    | 'not_heard';
  /** In words. */
  readonly outcome_reason: string;
}

export interface OutcomeFacts {
  readonly verdict: MatchVerdict;
  /** Of the webhook, oldest first. */
  readonly deliveries: readonly DeliveryRow[];
  /** Why the event can be delivered to nobody. */
  readonly invalidReason: string | null;
  /** It waits in the outbox, or a process is at it. */
  readonly isWaiting: boolean;
  readonly publishedAt: Date;
  readonly createdAt: Date;
}

/** Says why a webhook did or did not get an event: what is stored first, then what can be concluded from it. */
export function explainedOutcome(facts: OutcomeFacts): ExplainedOutcome {
  const { verdict, invalidReason, isWaiting, publishedAt, createdAt } = facts;
  const last = facts.deliveries.at(-1);
  if (last) return { outcome: last.status, outcome_reason: inWords(last) };
  if (invalidReason !== null) {
    return { outcome: 'invalid_event', outcome_reason: `The event cannot be delivered to anybody: ${invalidReason}.` };
  }
  if (!verdict.matches) return { outcome: 'not_heard', outcome_reason: verdict.reason };
  if (isWaiting) return { outcome: 'waiting', outcome_reason: 'The event was stored and is about to be sent.' };
  if (createdAt > publishedAt) {
    return {
      outcome: 'created_later',
      outcome_reason: 'The webhook was created after the event. A recovery with status "missing" sends it.',
    };
  }
  return {
    outcome: 'changed_later',
    outcome_reason:
      'The webhook listens for it today and did not when it was published. A recovery with status "missing" sends it.',
  };
}

function inWords(delivery: DeliveryRow): string {
  const tries = `${delivery.attempts} ${delivery.attempts === 1 ? 'attempt' : 'attempts'}`;
  switch (delivery.status) {
    case 'success':
      return `Delivered with ${tries}.`;
    case 'pending':
      return delivery.attempts === 0
        ? 'It waits to be sent.'
        : `It is tried again; ${tries} so far${delivery.error === null ? '' : `, the last: ${delivery.error}`}.`;
    case 'failed':
      return `It failed (${delivery.failure_reason ?? 'unknown'}) after ${tries}${delivery.error === null ? '' : `: ${delivery.error}`}.`;
    case 'skipped':
      return 'The webhook was paused or disabled. A replay or a recovery sends it.';
  }
}
