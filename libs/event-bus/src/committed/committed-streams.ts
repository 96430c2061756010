import { Logger } from '@nestjs/common';
import type { EventCatalog } from '@posthorn/event-catalog';
import { Subject } from 'rxjs';
import type { EventEnvelope } from '../envelope.js';
import { GuardedStream } from '../streams/guarded-stream.js';
import { committedEvent } from './committed-event.js';
import type { CommittedEvent } from './committed-event.js';
import type { ListenerFailure } from './listener-failure.js';

/** What the bus says after a publish: committed events, and what went wrong with those who listen. */
export class CommittedStreams {
  private readonly logger = new Logger('EventBus');
  private readonly events = new Subject<EventEnvelope>();
  private readonly failures = new Subject<ListenerFailure>();
  /** What the listeners are being given; failures of a listener are connected with it. */
  private current: EventEnvelope | undefined;

  readonly committed$: GuardedStream<CommittedEvent>;
  readonly failures$: GuardedStream<ListenerFailure>;

  constructor(catalog: EventCatalog) {
    this.committed$ = new GuardedStream(
      {
        threw: (error) => this.failListener(error, this.current),
        returned: (promise) => {
          const event = this.current;
          void Promise.resolve(promise).catch((error: unknown) => this.failListener(error, event));
        },
      },
      (subscriber) =>
        this.events.subscribe({
          next: (envelope) => subscriber.next(committedEvent(envelope, catalog)),
          complete: () => subscriber.complete(),
        }),
    );
    // Who listens to failures and fails has only the log left.
    const log = (error: unknown): void => this.log('A listener of failures$ failed', error);
    this.failures$ = new GuardedStream(
      { threw: log, returned: (promise) => void Promise.resolve(promise).catch(log) },
      (subscriber) => this.failures.subscribe(subscriber),
    );
  }

  /** Whether anybody listens to committed events. */
  get observed(): boolean {
    return this.events.observed;
  }

  emit(event: EventEnvelope): void {
    this.current = event;
    try {
      this.events.next(event);
    } finally {
      this.current = undefined;
    }
  }

  fail(failure: ListenerFailure): void {
    if (this.failures.observed) this.failures.next(failure);
    else
      this.log(
        DESCRIPTIONS[failure.kind] + (failure.event === undefined ? '' : ` (event ${failure.event.id})`),
        failure.error,
      );
  }

  close(): void {
    this.events.complete();
    this.failures.complete();
  }

  private failListener(error: unknown, event: EventEnvelope | undefined): void {
    this.fail({ kind: 'listener', error, ...(event === undefined ? {} : { event }) });
  }

  private log(what: string, error: unknown): void {
    this.logger.error(what, error instanceof Error ? error.stack : String(error));
  }
}

const DESCRIPTIONS: Readonly<Record<ListenerFailure['kind'], string>> = {
  listener: 'A listener of committed$ failed',
  confirmation: 'Committed events could not be confirmed and were not shown on committed$',
  subscriber: 'A subscriber of publishing$ failed outside of a publish',
};
