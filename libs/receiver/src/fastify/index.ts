import { answerTo } from '../http/answer.js';
import { MAX_BODY_BYTES } from '../http/raw-body.js';
import type { WebhookMessage } from '../message/webhook-message.js';
import type { WebhookReceiver } from '../receiver.js';

/** Part of Fastify's request that is used. */
export interface FastifyRequestPart {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** Part of Fastify's reply that is used. */
export interface FastifyReplyPart {
  code(status: number): { send(body: unknown): unknown };
}

/** Part of a Fastify 5 instance that is used. */
export interface FastifyPart {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    type: string,
    options: { parseAs: 'buffer' },
    parser: (request: never, body: Buffer, done: (error: Error | null, body?: unknown) => void) => void,
  ): unknown;
  post(
    path: string,
    options: { bodyLimit: number },
    handler: (request: FastifyRequestPart, reply: FastifyReplyPart) => Promise<unknown>,
  ): unknown;
}

export interface FastifyWebhookOptions {
  /** Path of the route. */
  readonly path: string;
  readonly receiver: WebhookReceiver;
  /** Called with each message that is new. What it throws is answered by Fastify's error handler: the sender tries again. */
  readonly handle: (webhook: WebhookMessage) => unknown;
  /** Longest body that is accepted. Default 1 MiB. */
  readonly maxBytes?: number;
}

/**
 * A plugin with a route for one sender: `app.register(webhookRoutes, { path: '/hooks', receiver, handle })`. Its parser of
 * content types keeps the bytes, within the plugin alone: the other routes of the application parse as before.
 */
export async function webhookRoutes(fastify: FastifyPart, options: FastifyWebhookOptions): Promise<void> {
  const { path, receiver, handle, maxBytes = MAX_BODY_BYTES } = options;
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  fastify.post(path, { bodyLimit: maxBytes }, async (request, reply) => {
    const body = request.body instanceof Uint8Array ? request.body : '';
    const answer = answerTo(await receiver.receive({ body, headers: request.headers }, handle));
    return reply.code(answer.status).send(answer.body);
  });
}
