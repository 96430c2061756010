import { verifyWebhook, type Body, type HeaderSource, type VerificationFailure } from '@posthorn/signing';
import { readMessage } from './message/read-message.js';
import type { WebhookMessage } from './message/webhook-message.js';
import { ReceiverError } from './receiver.errors.js';
import { ReceiverOptions, type ReceiverConfiguration } from './receiver.options.js';
import { isReceivedScheme, receivedSchemes, signatureOf } from './schemes.js';

/** A request as it came in. */
export interface RawRequest {
  /** The bytes, or their text, before any parsing. */
  readonly body: Body;
  /** Node's `req.headers`, a plain object in any letter case, or a Fetch `Headers`. */
  readonly headers: HeaderSource;
}

/** Why a request was refused: the reasons of a signature, and `unreadable_body` for what is no JSON object. */
export type RefusalReason = VerificationFailure | 'unreadable_body';

/** The request is not to be trusted, or says nothing. */
export interface Refused {
  readonly status: 'refused';
  readonly reason: RefusalReason;
  /** For a log, and for the sender's delivery log; holds neither secret nor signature. */
  readonly message: string;
  /** What to answer. */
  readonly httpStatus: 400 | 401;
}

/** The request is what the sender signed. */
export interface Accepted {
  readonly status: 'accepted';
  readonly webhook: WebhookMessage;
}

/** What became of a request. `httpStatus` is what to answer: the sender tries again after anything but 2xx. */
export type Reception<Result> =
  | {
      readonly status: 'processed';
      readonly webhook: WebhookMessage;
      readonly result: Result;
      /** Why the store could not remember it: a repetition would be worked on again. */
      readonly forgotten?: unknown;
      readonly httpStatus: 200;
    }
  /** It was worked on before. */
  | { readonly status: 'duplicate'; readonly webhook: WebhookMessage; readonly httpStatus: 200 }
  /** Another attempt of it is being worked on at this moment. */
  | { readonly status: 'busy'; readonly webhook: WebhookMessage; readonly httpStatus: 409 }
  | Refused;

/** Verifies the requests of one sender and has each message worked on once. */
export class WebhookReceiver {
  readonly options: Readonly<ReceiverOptions>;

  /** @throws ReceiverError `invalid_options` */
  constructor(configuration: ReceiverConfiguration) {
    const given = Object.entries(configuration as unknown as Record<string, unknown>);
    const defined = Object.fromEntries(given.filter(([, value]) => value !== undefined));
    this.options = Object.freeze(Object.assign(new ReceiverOptions(), defined));
    checkOptions(this.options);
  }

  /**
   * Whether the request may be trusted, and what it says. Skips no duplicates. Never throws on what a request may hold.
   * @throws ReceiverError `raw_body_missing` when the body is neither bytes nor text: something has parsed it
   */
  verify(request: RawRequest): Accepted | Refused {
    const { scheme, secrets, toleranceSeconds, url, clock } = this.options;
    const body: unknown = request.body;
    if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
      throw new ReceiverError(
        'raw_body_missing',
        `The raw body is needed, as bytes or text, and ${body === null ? 'null' : typeof body} was passed: what was signed ` +
          'is the bytes, and printing a parsed body again does not always give them back.',
      );
    }
    const answer = verifyWebhook(signatureOf(scheme), {
      body: request.body,
      headers: request.headers,
      secrets,
      toleranceSeconds,
      now: clock.now().getTime() / 1000,
      ...(url === undefined ? {} : { url }),
    });
    if (!answer.valid) return { status: 'refused', reason: answer.reason, message: answer.message, httpStatus: 401 };
    const webhook = readMessage(scheme, request, answer);
    if (webhook !== null) return { status: 'accepted', webhook };
    const message = 'The signature is right, but the body is not a JSON object.';
    return { status: 'refused', reason: 'unreadable_body', message, httpStatus: 400 };
  }

  /**
   * Verifies, skips what was worked on before, and runs `work` with the rest. When `work` rejects, so does this, and the
   * sender's next attempt is let in.
   */
  async receive<Result>(
    request: RawRequest,
    work: (webhook: WebhookMessage) => Promise<Result> | Result,
  ): Promise<Reception<Result>> {
    const answer = this.verify(request);
    return answer.status === 'refused' ? answer : this.process(answer.webhook, work);
  }

  /** `receive` for a message that is verified already. */
  async process<Result>(
    webhook: WebhookMessage,
    work: (webhook: WebhookMessage) => Promise<Result> | Result,
  ): Promise<Exclude<Reception<Result>, Refused>> {
    const { replays, source, leaseSeconds } = this.options;
    const claim = await replays?.claim(`${source}:${webhook.id}`, leaseSeconds);
    if (claim === 'done') return { status: 'duplicate', webhook, httpStatus: 200 };
    if (claim === 'busy') return { status: 'busy', webhook, httpStatus: 409 };
    let result: Result;
    try {
      result = await work(webhook);
    } catch (error) {
      // The lease ends by itself; what the work says is what matters.
      await claim?.release().catch(() => undefined);
      throw error;
    }
    try {
      await claim?.done();
    } catch (forgotten) {
      // Rejecting would have the sender repeat what is done.
      return { status: 'processed', webhook, result, forgotten, httpStatus: 200 };
    }
    return { status: 'processed', webhook, result, httpStatus: 200 };
  }
}

/**
 * A receiver for one sender.
 * @throws ReceiverError `invalid_options`
 */
export function createReceiver(configuration: ReceiverConfiguration): WebhookReceiver {
  return new WebhookReceiver(configuration);
}

const SECRET_PROBLEMS: ReadonlySet<VerificationFailure> = new Set([
  'no_secret',
  'unsuitable_secret',
  'invalid_options',
]);

function checkOptions({ scheme, secrets, toleranceSeconds, leaseSeconds, url }: Readonly<ReceiverOptions>): void {
  const refuse = (message: string): never => {
    throw new ReceiverError('invalid_options', message);
  };
  if (!isReceivedScheme(scheme)) {
    refuse(`There is no scheme ${JSON.stringify(scheme)}. Known are: ${receivedSchemes.join(', ')}.`);
  }
  // Secrets are judged before anything of a request is.
  const probe = verifyWebhook(signatureOf(scheme), { body: '', headers: {}, secrets, now: 0, url: 'https://probe' });
  if (!probe.valid && SECRET_PROBLEMS.has(probe.reason)) {
    refuse(`"secrets" must be a text or up to 32 of them: ${probe.message} Is the environment variable of it set?`);
  }
  if (!(toleranceSeconds >= 0 && Number.isFinite(toleranceSeconds))) {
    refuse('"toleranceSeconds" must be a number of seconds, 0 or more.');
  }
  if (!(leaseSeconds > 0 && Number.isFinite(leaseSeconds))) refuse('"leaseSeconds" must be a positive number.');
  if (scheme === 'appwrite-native' && (url === undefined || url === '')) {
    refuse('"appwrite-native" signs the URL: pass "url" exactly as it is configured at the sender.');
  }
}
