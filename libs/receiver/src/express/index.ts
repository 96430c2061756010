import { answerTo } from '../http/answer.js';
import { MAX_BODY_BYTES, rawBodyOf, type IncomingRequest } from '../http/raw-body.js';
import type { WebhookMessage } from '../message/webhook-message.js';
import type { WebhookReceiver } from '../receiver.js';
import { ReceiverError } from '../receiver.errors.js';

/** Part of Express's response that is used. */
export interface ExpressResponse {
  status(code: number): { json(body: unknown): unknown };
}

/** A handler of Express 4 and 5. */
export type ExpressHandler = (
  request: IncomingRequest,
  response: ExpressResponse,
  next: (error?: unknown) => void,
) => void;

export interface ExpressOptions {
  /** Longest body that is accepted. Default 1 MiB. */
  readonly maxBytes?: number;
}

/**
 * A route for one sender, mounted before `express.json()`: `app.post('/hooks', webhookRoute(receiver, handle))`. Reads the
 * bytes itself, verifies, skips duplicates, and answers 200 once `handle` is done. What `handle` throws goes to the error
 * handlers of the application, whose 500 has the sender try again.
 */
export function webhookRoute(
  receiver: WebhookReceiver,
  handle: (webhook: WebhookMessage) => unknown,
  options: ExpressOptions = {},
): ExpressHandler {
  return (request, response, next) => {
    const { maxBytes = MAX_BODY_BYTES } = options;
    const answer = async (): Promise<void> => {
      const body = await rawBodyOf(request, maxBytes);
      const { status, body: content } = answerTo(await receiver.receive({ body, headers: request.headers }, handle));
      response.status(status).json(content);
    };
    answer().catch((error: unknown) => {
      if (error instanceof ReceiverError && error.code === 'body_too_large') {
        response.status(413).json({ status: 'refused', reason: error.code, message: error.message });
      } else {
        next(error);
      }
    });
  };
}
