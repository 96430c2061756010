import { PayloadTooLargeException, type ExecutionContext } from '@nestjs/common';
import { keptBytes, rawBodyOf, type IncomingRequest } from '../http/raw-body.js';
import type { WebhookMessage } from '../message/webhook-message.js';
import type { RawRequest } from '../receiver.js';
import { ReceiverError } from '../receiver.errors.js';

/** Of the verified message, on the request. */
const WEBHOOK = Symbol('posthorn.webhook');

/** A request of the Express or the Fastify adapter. */
export type NestRequest = Pick<IncomingRequest, 'headers' | 'body' | 'rawBody'> & { [WEBHOOK]?: WebhookMessage };

/**
 * The request with its bytes.
 * @throws ReceiverError `raw_body_missing`, `request_aborted`; PayloadTooLargeException
 */
export async function rawRequestOf(request: NestRequest): Promise<RawRequest> {
  const { headers } = request;
  const kept = keptBytes(request);
  if (kept !== undefined) return { headers, body: kept };
  // Express hands over what no parser has touched, such as application/cloudevents+json.
  if (Symbol.asyncIterator in request) return { headers, body: await unread(request as unknown as IncomingRequest) };
  throw new ReceiverError(
    'raw_body_missing',
    'The bytes of the request are not kept: pass { rawBody: true } to NestFactory.create. On Fastify that is for ' +
      "application/json alone; app.useBodyParser('application/cloudevents+json') keeps those of another type.",
  );
}

async function unread(request: IncomingRequest): Promise<Uint8Array> {
  try {
    return await rawBodyOf(request);
  } catch (error) {
    if (!(error instanceof ReceiverError) || error.code !== 'body_too_large') throw error;
    const { code: reason, message } = error;
    throw new PayloadTooLargeException({ status: 'refused', reason, message }, { cause: error });
  }
}

/** Leaves the verified message on the request, for the parameters of its route. */
export function keepWebhook(request: NestRequest, webhook: WebhookMessage): void {
  request[WEBHOOK] = webhook;
}

/** @throws ReceiverError `not_verified` */
export function keptWebhook(context: ExecutionContext): WebhookMessage {
  const webhook = context.switchToHttp().getRequest<NestRequest>()[WEBHOOK];
  if (webhook !== undefined) return webhook;
  throw new ReceiverError(
    'not_verified',
    `${context.getClass().name}.${context.getHandler().name} asks for a webhook that nobody has verified: ` +
      'put @ReceiveWebhooks() or @UseGuards(WebhookGuard) on it.',
  );
}
