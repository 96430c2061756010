import type { Subscriber } from 'rxjs';
import type { PublishBatch } from '../envelope.js';
import { GuardedStream } from '../streams/guarded-stream.js';
import type { PublishRun } from './publish-run.js';

/** The in-transaction subscribers: called one after the other, synchronously, each with a batch of its own. */
export class PublishingSubscribers {
  private readonly subscribers = new Set<Subscriber<PublishBatch>>();
  private run: PublishRun | undefined;

  /** @param stray what happens to failures outside of a publish: an operator with a delay, an error handler */
  constructor(private readonly stray: (error: unknown) => void) {}

  readonly stream = new GuardedStream<PublishBatch>(
    {
      threw: (error) => {
        if (this.run?.fail(error) !== true) this.stray(error);
      },
      returned: (promise) => {
        if (this.run?.returned(promise) !== true)
          void Promise.resolve(promise).catch((error: unknown) => this.stray(error));
      },
    },
    (subscriber) => {
      this.subscribers.add(subscriber);
      return () => this.subscribers.delete(subscriber);
    },
  );

  get size(): number {
    return this.subscribers.size;
  }

  deliver(run: PublishRun): void {
    // A subscriber may publish in its turn, so that another run is under way until it returns.
    const outer = this.run;
    this.run = run;
    try {
      for (const subscriber of [...this.subscribers]) {
        run.deliver(subscriber, (batch) => {
          subscriber.next(batch);
        });
      }
    } finally {
      this.run = outer;
    }
  }
}
