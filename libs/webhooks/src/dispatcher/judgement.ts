import type { SendOutcome, SendResponse } from '@posthorn/egress';
import type { WebhookConfig } from '../configuration/webhook-config.js';
import { parseRetryAfter, receiverClock } from '../retry/retry-after.js';
import { planRetry } from '../retry/retry-planner.js';
import type { UnsendableError } from './unsendable.error.js';

/** What the finish statement does with the webhook's health. */
export const HealthMark = { none: 0, success: 1, failedAttempt: 2, failedDelivery: 3 } as const;
export type HealthMark = (typeof HealthMark)[keyof typeof HealthMark];

/** What an attempt means. */
export interface Judgement {
  readonly outcome: 'success' | 'failed' | 'blocked' | 'unsendable';
  readonly next: 'success' | 'retry' | 'exhausted' | 'rejected' | 'blocked' | 'unsendable';
  /** From the end of the attempt; null unless `next` is `retry`. */
  readonly retryInSeconds: number | null;
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  readonly error: string | null;
  readonly health: HealthMark;
  /** The webhook asked to be slowed for so long. */
  readonly slowForSeconds: number | null;
  /** The URL that answered 410, in a dialect that disables the webhook for it; null: nothing to disable. */
  readonly goneUrl: string | null;
}

export interface JudgementContext {
  /** As it was when the request was made. */
  readonly webhook: WebhookConfig;
  /** The webhook's URL was changed while the request was open. */
  readonly isOutdated: boolean;
  /** Steps of the retry schedule used up, this attempt's included. */
  readonly steps: number;
  readonly random: number;
  /** This process's clock: an HTTP date in `Retry-After` counts from it when the answer has no `Date`. */
  readonly now: Date;
  /** How long 429, 502 and 504 slow a webhook that does not say for how long, seconds. */
  readonly slowDownSeconds: number;
}

const SLOWING = new Set([429, 502, 504]);

/** Pure: what follows from what happened on the wire (RULES 16, DESIGN section 4). */
export function judge(outcome: SendOutcome, context: JudgementContext): Judgement {
  if (context.isOutdated) return judgeOutdated(outcome, context);
  if (outcome.kind === 'response') return judgeResponse(outcome, context);
  const described = { statusCode: null, errorCode: outcome.code, error: outcome.message, goneUrl: null };
  if (outcome.code === 'blocked_destination') return { ...final('blocked', HealthMark.failedDelivery), ...described };
  if (outcome.code === 'invalid_request') return { ...final('unsendable', HealthMark.none), ...described };
  const judgement = { ...failed(context, null), ...described, slowForSeconds: null };
  // No name server to ask, no socket left: our fault, and nothing that the webhook's health should suffer for.
  return outcome.senderFault === true ? { ...judgement, health: HealthMark.none } : judgement;
}

/** A request that could not be built: final, and nobody's health is touched. */
export function judgeUnsendable(error: UnsendableError): Judgement {
  return {
    ...final('unsendable', HealthMark.none),
    statusCode: null,
    errorCode: error.code,
    error: error.message,
    goneUrl: null,
  };
}

/**
 * The answer of a URL that the webhook has left says nothing about the one that it has now: what was received there is
 * delivered, all else is tried at the new one by the schedule, and nobody's health is touched.
 */
function judgeOutdated(outcome: SendOutcome, context: JudgementContext): Judgement {
  const judgement = judge(outcome, { ...context, isOutdated: false });
  const next = judgement.next === 'success' ? judgement : { ...judgement, ...failed(context, null) };
  return { ...next, outcome: judgement.outcome, health: HealthMark.none, slowForSeconds: null, goneUrl: null };
}

function judgeResponse(response: SendResponse, context: JudgementContext): Judgement {
  const { statusCode } = response;
  const policy = context.webhook.dialect?.policy;
  const success = statusCode >= 200 && (statusCode < 300 || (policy?.success === 'below_400' && statusCode < 400));
  if (success) return successOf(statusCode);
  const described = { statusCode, errorCode: 'http_status', error: `HTTP ${statusCode}` };
  if (statusCode === 410 && policy?.gone === 'disable') {
    const rejected = { outcome: 'failed', next: 'rejected', retryInSeconds: null, slowForSeconds: null } as const;
    return { ...rejected, ...described, health: HealthMark.failedDelivery, goneUrl: context.webhook.url };
  }
  const retryAfter = parseRetryAfter(
    response.headers['retry-after'],
    receiverClock(response.headers['date'], context.now),
  );
  const slows = SLOWING.has(statusCode) || (statusCode === 503 && retryAfter !== null);
  return {
    ...failed(context, retryAfter),
    ...described,
    slowForSeconds: slows ? (retryAfter ?? context.slowDownSeconds) : null,
    goneUrl: null,
  };
}

const successes = new Map<number, Judgement>();

/** One object per status code: nearly every outcome that waits to be stored holds one. */
function successOf(statusCode: number): Judgement {
  let known = successes.get(statusCode);
  if (known === undefined) {
    known = {
      outcome: 'success',
      next: 'success',
      retryInSeconds: null,
      statusCode,
      errorCode: null,
      error: null,
      health: HealthMark.success,
      slowForSeconds: null,
      goneUrl: null,
    };
    successes.set(statusCode, known);
  }
  return known;
}

function failed(context: JudgementContext, retryAfterSeconds: number | null) {
  const { webhook, steps, random } = context;
  const plan = planRetry({ policy: webhook.retry, steps, retryAfterSeconds, random });
  return plan.kind === 'retry'
    ? ({
        outcome: 'failed',
        next: 'retry',
        retryInSeconds: plan.delaySeconds,
        health: HealthMark.failedAttempt,
      } as const)
    : ({ outcome: 'failed', next: 'exhausted', retryInSeconds: null, health: HealthMark.failedDelivery } as const);
}

function final(kind: 'blocked' | 'unsendable', health: HealthMark) {
  return { outcome: kind, next: kind, retryInSeconds: null, health, slowForSeconds: null } as const;
}
