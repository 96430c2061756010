import type { Reception } from '../receiver.js';

/** What is answered to the sender. It keeps it in its delivery log, where it helps whoever looks for the reason. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: { readonly status: string; readonly reason?: string; readonly message?: string };
}

/** The answer to a reception. 2xx for what is done or was done before, everything else has the sender try again. */
export function answerTo(reception: Reception<unknown>): HttpAnswer {
  if (reception.status !== 'refused') return { status: reception.httpStatus, body: { status: reception.status } };
  const { httpStatus, reason, message } = reception;
  return { status: httpStatus, body: { status: 'refused', reason, message } };
}
