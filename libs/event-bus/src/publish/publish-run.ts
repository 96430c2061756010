import type { EventEnvelope, PublishBatch, StoreReceipt, TransactionHandle, Writable } from '../envelope.js';
import type { PublishedEvent } from './publish-options.js';
import { PublishError } from './publish.errors.js';

/** The receipt of a batch and the subscriber that wrote it. */
export interface StoredBatch {
  readonly store: object;
  readonly receipt: StoreReceipt;
}

/** One call of `publish` on its way through the in-transaction subscribers. */
export class PublishRun {
  private readonly work: Promise<StoredBatch | undefined>[] = [];
  /** Whose turn it is; undefined before and after the subscribers were called. */
  private current: object | undefined;

  constructor(
    private readonly envelopes: readonly EventEnvelope[],
    private readonly transaction: TransactionHandle,
  ) {}

  /** Hands the batch to one subscriber and lets it say what to wait for. */
  deliver(store: object, handOver: (batch: PublishBatch) => void): void {
    this.current = store;
    try {
      handOver({
        envelopes: this.envelopes,
        transaction: this.transaction,
        waitUntil: (work) => {
          if (this.current !== store) {
            void Promise.resolve(work).catch(() => undefined);
            throw new PublishError(
              'late_wait',
              'waitUntil was called after the subscriber had returned; call it before the first await',
            );
          }
          this.wait(store, work);
        },
      });
    } catch (error) {
      this.fail(error);
    } finally {
      this.current = undefined;
    }
  }

  /** The subscriber whose turn it is has thrown. False when it is nobody's turn. */
  fail(error: unknown): boolean {
    if (this.current === undefined) return false;
    // As it is, whatever it is: the caller knows its own errors.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what was thrown need not be an Error
    this.wait(this.current, Promise.reject(error));
    return true;
  }

  /** The subscriber whose turn it is is an async function. False when it is nobody's turn. */
  returned(promise: PromiseLike<unknown>): boolean {
    if (this.current === undefined) return false;
    this.wait(
      this.current,
      Promise.resolve(promise).then(() => undefined),
    );
    return true;
  }

  /**
   * Resolves with the first receipt when all subscribers are done; rejects with the first failure, but only then too:
   * the caller rolls back on it, and no statement of a slower subscriber may follow the ROLLBACK.
   */
  async settle(): Promise<StoredBatch | undefined> {
    const results = await Promise.allSettled(this.work);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return results
      .map((result) => (result.status === 'fulfilled' ? result.value : undefined))
      .find((value) => value !== undefined);
  }

  private wait(store: object, work: Promise<StoreReceipt | void>): void {
    this.work.push(
      Promise.resolve(work).then((receipt) => (typeof receipt === 'object' ? { store, receipt } : undefined)),
    );
  }
}

/** The events as they are stored, in the order of the batch. */
export function publishedEvents(
  envelopes: readonly EventEnvelope[],
  receipt: StoreReceipt | undefined,
): PublishedEvent[] {
  return envelopes.map((envelope, index) => {
    const stored = receipt?.events[index];
    return publishedEvent(envelope, stored?.id ?? envelope.id, stored?.duplicate ?? false);
  });
}

/** Field by field: spreading a frozen object is among the slow paths of V8, 4 µs of a publish. */
function publishedEvent(envelope: EventEnvelope, id: string, duplicate: boolean): PublishedEvent {
  const { projectId, type, version, occurredAt, data, publishKey, traceparent } = envelope;
  const event: Writable<PublishedEvent> = { id, projectId, type, version, occurredAt, data, duplicate };
  if (publishKey !== undefined) event.publishKey = publishKey;
  if (traceparent !== undefined) event.traceparent = traceparent;
  return Object.freeze(event);
}
