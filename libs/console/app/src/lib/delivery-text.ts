import type { Attempt, Delivery } from '../api/types.js';

const REASONS: Readonly<Record<NonNullable<Delivery['failure_reason']>, string>> = {
  exhausted: 'Every attempt of the retry schedule failed.',
  rejected: 'The receiver answered 410 Gone: it does not want to hear any more.',
  blocked: 'The address is not one that this server may send to.',
  unsendable: 'The request could not be built.',
  webhook_deleted: 'The webhook was deleted before the delivery ended.',
};

/** How a delivery stands, as a sentence. */
export function deliverySentence({ status, failure_reason, attempts, next_attempt_at }: Delivery): string {
  if (status === 'success')
    return attempts === 1 ? 'Delivered with the first attempt.' : `Delivered with attempt ${attempts}.`;
  if (status === 'skipped') return 'Not sent: the webhook was paused or disabled. It can be replayed.';
  if (status === 'pending') return next_attempt_at === undefined ? 'On its way.' : 'Waiting for its next attempt.';
  return failure_reason === undefined ? 'Failed for good.' : REASONS[failure_reason];
}

/** Why an attempt ended as it did, as a sentence. */
export function attemptSentence({ outcome, status_code, error }: Attempt): string {
  if (outcome === 'success') return `The receiver answered ${status_code ?? ''}.`.replace(' .', '.');
  if (outcome === 'unknown')
    return 'The process that sent it is gone: nobody knows whether it arrived, so it is sent again.';
  if (status_code !== undefined) return `The receiver answered ${status_code}${meaning(status_code)}.`;
  return error === undefined ? 'It failed.' : `${error}.`.replace(/\.\.$/, '.');
}

function meaning(status: number): string {
  if (status === 401 || status === 403) return ': it does not accept the credentials or the signature';
  if (status === 404) return ': there is nothing at this address';
  if (status === 410) return ': it does not want to hear any more';
  if (status === 413) return ': the body is too large for it';
  if (status === 429) return ': it asks to be sent less';
  if (status >= 500) return ': it has a fault of its own';
  if (status >= 300 && status < 400) return ': redirects are not followed';
  return '';
}
