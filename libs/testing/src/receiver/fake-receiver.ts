import type { OutboundRequest } from '@posthorn/egress';
import {
  createReceiver,
  type RawRequest,
  type ReceivedScheme,
  type RefusalReason,
  type WebhookMessage,
  type WebhookReceiver,
} from '@posthorn/receiver';
import type { FakeAnswer } from '../sender/answers.js';
import type { FakeEndpoint } from '../sender/recording-sender.js';

export interface FakeReceiverOptions {
  /** How the sender signs. Without it nothing is verified and `webhooks` stays empty. */
  readonly scheme?: ReceivedScheme;
  readonly secrets?: string | readonly string[];
  /** The clock of the sender: a moved one would be out of the tolerance of another. */
  readonly clock?: { now(): Date };
  /** For `appwrite-native`, which signs it. */
  readonly url?: string;
}

/** One request that came in. */
export interface FakeReception {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What it says, when it is signed. */
  readonly webhook?: WebhookMessage;
  /** Why it is not trusted. */
  readonly refused?: RefusalReason;
}

/** A customer in the process of the test: verifies what comes in, keeps it, and answers as it is told. */
export class FakeReceiver implements FakeEndpoint {
  readonly url: string;
  /** Every request, oldest first, also those that it answered with an error. */
  readonly receptions: FakeReception[] = [];
  private readonly receiver: WebhookReceiver | undefined;
  private readonly queue: FakeAnswer[] = [];

  constructor({ scheme, secrets, clock, url = 'https://receiver.test/hooks' }: FakeReceiverOptions = {}) {
    this.url = url;
    const isSigned = scheme !== undefined && secrets !== undefined;
    this.receiver = isSigned ? createReceiver({ scheme, secrets, clock, url }) : undefined;
  }

  /** The verified messages, oldest first, repetitions included. */
  get webhooks(): readonly WebhookMessage[] {
    return this.receptions.flatMap(({ webhook }) => webhook ?? []);
  }

  /** The next answers, in this order; 200 after them. What is not signed is answered with 401 in any case. */
  answers(...answers: readonly FakeAnswer[]): this {
    this.queue.push(...answers);
    return this;
  }

  answer({ headers, body }: Pick<OutboundRequest, 'headers' | 'body'>): FakeAnswer {
    const reception = this.take({ headers, body });
    this.receptions.push({ headers, body, ...reception });
    return reception.refused === undefined ? (this.queue.shift() ?? 200) : 401;
  }

  private take(request: RawRequest): Pick<FakeReception, 'webhook' | 'refused'> {
    const answer = this.receiver?.verify(request);
    if (answer === undefined) return {};
    return answer.status === 'accepted' ? { webhook: answer.webhook } : { refused: answer.reason };
  }
}
