import type { SendOutcome } from '@posthorn/egress';
import { attemptContents } from './attempt-contents.js';
import { HealthMark, type Judgement } from './judgement.js';
import type { OutcomeRow } from './outcome-row.js';
import type { BuiltRequest } from './request-builder.js';
import { QueueLane, type WorkItem } from './work-item.js';

/** An attempt that has ended. Also where its effect on the webhook's health is noted in memory. */
export function attempted(
  item: WorkItem,
  judgement: Judgement,
  built: BuiltRequest | undefined,
  outcome: SendOutcome | undefined,
  endedAt: number,
): OutcomeRow {
  const { health } = item.lane;
  let mark = judgement.health;
  if (mark === HealthMark.success) mark = health.shouldWriteSuccess(endedAt) ? mark : HealthMark.none;
  else if (mark !== HealthMark.none) health.noteFailure(endedAt);
  const retries = judgement.next === 'retry';
  const durationMs = outcome?.durationMs ?? 0;
  // One literal, no spread: this runs once per delivery, and a spread here took 8 % of the process.
  return {
    lease: item.lease,
    lane: item.lane,
    key: item,
    fresh: !item.shown,
    eventProject: item.event.project,
    eventType: item.event.type,
    status: judgement.next === 'success' ? 'success' : retries ? 'pending' : 'failed',
    reason: judgement.next === 'success' || retries ? null : judgement.next,
    attempts: item.attempts + 1,
    steps: item.steps + 1,
    statusCode: judgement.statusCode,
    durationMs,
    errorCode: judgement.errorCode,
    error: judgement.error,
    retryInSeconds: judgement.retryInSeconds,
    queueLane: QueueLane.retry,
    attempt: attemptContents(judgement.outcome, built, outcome),
    beganAt: item.startedAt,
    endedAt,
    health: mark,
    slowForSeconds: judgement.slowForSeconds,
    judgement,
  };
}

/** A delivery that ends or waits without an attempt. */
export function unattempted(
  item: WorkItem,
  how: Pick<OutcomeRow, 'status' | 'reason' | 'retryInSeconds' | 'queueLane'>,
  now: number,
): OutcomeRow {
  return {
    lease: item.lease,
    lane: item.lane,
    key: item,
    fresh: !item.shown,
    eventProject: item.event.project,
    eventType: item.event.type,
    status: how.status,
    reason: how.reason,
    attempts: item.attempts,
    steps: item.steps,
    statusCode: null,
    durationMs: null,
    errorCode: null,
    error: null,
    retryInSeconds: how.retryInSeconds,
    queueLane: how.queueLane,
    attempt: null,
    beganAt: item.claimedAt,
    endedAt: now,
    health: HealthMark.none,
    slowForSeconds: null,
    judgement: null,
  };
}

/** Cut off by our own stop: it may have arrived. Spends a number, no step, and goes on elsewhere at once. */
export function interrupted(item: WorkItem, built: BuiltRequest | undefined, endedAt: number): OutcomeRow {
  return {
    ...unattempted(item, { status: 'pending', reason: null, retryInSeconds: 0, queueLane: item.queueLane }, endedAt),
    attempts: item.attempts + 1,
    errorCode: 'interrupted',
    error: 'Outcome unknown: the sending process stopped',
    durationMs: endedAt - item.startedAt,
    beganAt: item.startedAt,
    attempt: attemptContents('unknown', built, undefined),
  };
}
