import { verifyWebhook, type Verification } from '@posthorn/signing';
import type { ReceivedRequest } from './receiver.js';
import { duration, received, refused, wrong } from './screen.js';
import { pathOf, type Subscriber } from './subscribers.js';

/** Every signature of a received request, checked; the first that fails says why. */
export function verifyAll(subscriber: Subscriber, secret: string, request: ReceivedRequest): Verification | undefined {
  const now = Math.floor(Date.now() / 1000);
  const { headers, body } = request;
  return subscriber.schemes
    .map((scheme) => verifyWebhook(scheme, { headers, body, secrets: secret, now }))
    .find((verification) => !verification.valid);
}

interface Opened {
  readonly subscriber: Subscriber;
  readonly secret: string;
}

/** Receives for all subscribers: verifies, answers, prints one line per request and remembers what came. */
export class Mailbox {
  private readonly opened = new Map<string, Opened>();
  /** Attempts seen per delivery, and when the last one came. */
  private readonly attempts = new Map<string, { count: number; at: number }>();
  /** `label type` of everything received and verified. */
  private readonly verified = new Set<string>();
  private readonly waiting = new Set<() => void>();
  /** What was wrong with requests, in words. */
  readonly problems: string[] = [];
  count = 0;
  retried = 0;
  private readonly types = new Map<string, Promise<string>>();

  /** @param typeOf asks the API for the type of an event: requests name the event by its id */
  constructor(private readonly typeOf: (eventId: string) => Promise<string>) {}

  /** From now on requests for this subscriber are verified with `secret`. */
  open(subscriber: Subscriber, secret: string): void {
    this.opened.set(pathOf(subscriber), { subscriber, secret });
  }

  /** Takes a request and decides the status to answer with. */
  async take(request: ReceivedRequest): Promise<number> {
    const box = this.opened.get(request.path);
    if (!box) return 404;
    const { subscriber, secret } = box;
    const event = String(request.headers['x-posthorn-event']);
    const failure = verifyAll(subscriber, secret, request);
    if (failure?.valid === false) {
      this.report(`${subscriber.label}: ${event} does not verify: ${failure.message}`);
      return 401;
    }
    const type = await this.typeFor(event);
    const delivery = String(request.headers['x-posthorn-delivery']);
    const before = this.attempts.get(delivery);
    const count = (before?.count ?? 0) + 1;
    this.attempts.set(delivery, { count, at: request.at });
    if (count <= (subscriber.failures ?? 0)) {
      const wait = subscriber.schedule?.[count] ?? 0;
      refused(subscriber.label, type, `attempt ${count}: answered 500 on purpose, the next one is due in ${wait} s`);
      return 500;
    }
    const again = before ? `, attempt ${count} after ${duration(request.at - before.at)}` : '';
    received(subscriber.label, type, `${subscriber.signature} verified${again}`);
    if (before) this.retried += 1;
    this.count += 1;
    this.verified.add(`${subscriber.label} ${type}`);
    for (const check of this.waiting) check();
    return 200;
  }

  /**
   * Waits until every expected pair of subscriber and type was received and verified.
   * @returns those that did not come in time
   */
  async wait(expected: readonly { label: string; type: string }[], timeoutMs: number): Promise<string[]> {
    const missing = (): string[] =>
      expected.map(({ label, type }) => `${label} ${type}`).filter((key) => !this.verified.has(key));
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.waiting.delete(check);
        resolve();
      };
      const check = (): void => {
        if (missing().length === 0) finish();
      };
      const timer = setTimeout(finish, timeoutMs);
      this.waiting.add(check);
      check();
    });
    return missing();
  }

  private typeFor(event: string): Promise<string> {
    const type = this.types.get(event) ?? this.typeOf(event);
    this.types.set(event, type);
    return type;
  }

  private report(problem: string): void {
    this.problems.push(problem);
    wrong(problem);
  }
}
