import type { EventCatalog, EventType } from '@posthorn/event-catalog';
import { filter } from 'rxjs';
import type { Observable } from 'rxjs';
import { CommitWatch } from './committed/commit-watch.js';
import { CommittedStreams } from './committed/committed-streams.js';
import type { CommittedEvent } from './committed/committed-event.js';
import type { ListenerFailure } from './committed/listener-failure.js';
import type { PublishBatch } from './envelope.js';
import { EventBusOptions } from './event-bus.options.js';
import { createEnvelope } from './publish/envelope-factory.js';
import type { EventToPublish, PublishedEvent, PublishManyOptions, PublishOptions } from './publish/publish-options.js';
import { PublishRun, publishedEvents } from './publish/publish-run.js';
import { PublishError } from './publish/publish.errors.js';
import { PublishingSubscribers } from './publish/publishing-subscribers.js';

/** Publishes events inside the caller's transaction, and tells after its commit. */
export class EventBus {
  private options: EventBusOptions | undefined;
  private readonly streams: CommittedStreams;
  private readonly subscribers: PublishingSubscribers;
  private readonly watch: CommitWatch;

  constructor(private readonly catalog: EventCatalog) {
    this.streams = new CommittedStreams(catalog);
    this.subscribers = new PublishingSubscribers((error) => this.streams.fail({ kind: 'subscriber', error }));
    this.watch = new CommitWatch({
      window: () => this.options?.confirmWindow ?? 0,
      onCommitted: (event) => this.streams.emit(event),
      onFailure: (error) => this.streams.fail({ kind: 'confirmation', error }),
    });
  }

  /**
   * Every call of `publish`, handed over synchronously inside its transaction. A subscriber stores or writes what has
   * to happen with the event and gives `batch.waitUntil` its promise before it returns; when it throws, or a promise
   * rejects, `publish` rejects and the caller rolls back. The promise of an async subscriber is waited for by itself.
   */
  get publishing$(): Observable<PublishBatch> {
    return this.subscribers.stream;
  }

  /**
   * Events of this process after their commit, never after a rollback; best effort: an event may be missed when the
   * process ends, so nothing that has to happen may depend on it. Repetitions of a publish `id` do not appear.
   * A listener that throws disturbs nobody and shows on `failures$`. It has to be there when `publish` is called.
   */
  get committed$(): Observable<CommittedEvent> {
    return this.streams.committed$;
  }

  /** What failed after a publish. Logged as long as nobody listens. */
  get failures$(): Observable<ListenerFailure> {
    return this.streams.failures$;
  }

  /** `committed$` of one type, with its payload. */
  committed<Payload extends object>(type: EventType<Payload>): Observable<CommittedEvent<Payload>>;
  committed(type: string): Observable<CommittedEvent>;
  committed(type: EventType | string): Observable<CommittedEvent> {
    const name = typeof type === 'string' ? type : type.name;
    return this.committed$.pipe(filter((event) => event.type === name));
  }

  /**
   * Publishes in the caller's transaction: checks the payload against the catalog, freezes it and hands it to the
   * in-transaction subscribers. Resolves when all of them are done, with the event as it is stored.
   * @param type a definition, or the name of a type that is registered while running
   * @throws PublishError; UnknownEventTypeError with the nearest names; what the adapter says of a `tx` that is none
   *   (`not_in_transaction`); the error of a subscriber as it is
   */
  publish<Payload extends object>(
    type: EventType<Payload>,
    payload: NoInfer<Payload>,
    options: PublishOptions,
  ): Promise<PublishedEvent>;
  publish(type: string, payload: object, options: PublishOptions): Promise<PublishedEvent>;
  /** Publishes all of them or none, in this order, with one statement of the store. */
  publish<const Payloads extends readonly object[]>(
    events: readonly [...{ readonly [Index in keyof Payloads]: EventToPublish<Payloads[Index]> }],
    options: PublishManyOptions,
  ): Promise<readonly PublishedEvent[]>;
  async publish(
    typeOrEvents: EventType | string | readonly EventToPublish[],
    payloadOrOptions: object,
    single?: PublishOptions,
  ): Promise<PublishedEvent | readonly PublishedEvent[] | undefined> {
    if (Array.isArray(typeOrEvents)) {
      const { tx, ...defaults } = (payloadOrOptions as PublishManyOptions | undefined) ?? ({} as PublishManyOptions);
      const events = (typeOrEvents as readonly EventToPublish[]).map((event) => withDefaults(event, defaults));
      return this.publishAll(events, tx, true);
    }
    const type = typeOrEvents as EventType | string;
    const { tx, projectId, occurredAt, id } = single ?? ({} as PublishOptions);
    const [published] = await this.publishAll(
      [{ type, payload: payloadOrOptions, projectId, occurredAt, id }],
      tx,
      false,
    );
    return published;
  }

  /** @internal Called once, by the module. */
  configure(options: Partial<EventBusOptions> & Pick<EventBusOptions, 'database'>): void {
    if (this.options !== undefined) {
      throw new PublishError(
        'bus_configured_twice',
        'EventBusModule.forRoot is imported twice; import it once, and the bare EventBusModule elsewhere',
      );
    }
    const given = Object.entries(options as Record<string, unknown>).filter(([, value]) => value !== undefined);
    this.options = Object.assign(new EventBusOptions(), Object.fromEntries(given));
  }

  /** @internal Ends `committed$`. Publishing goes on working: requests may still be under way. */
  close(): void {
    this.watch.close();
    this.streams.close();
  }

  private async publishAll(
    events: readonly EventToPublish[],
    tx: unknown,
    isArray: boolean,
  ): Promise<readonly PublishedEvent[]> {
    const options = this.configured();
    const envelopes = events.map((event, index) => {
      try {
        return createEnvelope(event, this.catalog, options);
      } catch (error) {
        throw isArray && error instanceof PublishError ? error.at(index) : error;
      }
    });
    if (tx === undefined || tx === null) {
      throw new PublishError(
        'not_in_transaction',
        'Events are published inside a transaction: pass it as { tx }, for instance the EntityManager that dataSource.transaction() gives, or a pg client after BEGIN',
      );
    }
    if (envelopes.length === 0) return [];
    const transaction = options.database.join(tx);
    if (this.subscribers.size === 0 && options.requireSubscriber) {
      throw new PublishError(
        'no_subscriber',
        'Nobody would store the event: import the module that does (WebhooksModule) and initialise the application ' +
          '(app.init()), or subscribe to bus.publishing$ before publishing',
      );
    }
    const run = new PublishRun(envelopes, transaction);
    this.subscribers.deliver(run);
    const stored = await run.settle();
    const published = publishedEvents(envelopes, stored?.receipt);
    if (stored !== undefined && this.streams.observed) {
      const fresh = envelopes.filter((_, index) => published[index]?.duplicate === false);
      this.watch.watch(transaction, stored, fresh);
    }
    return published;
  }

  private configured(): EventBusOptions {
    if (this.options !== undefined) return this.options;
    throw new PublishError(
      'bus_not_configured',
      'The bus does not know the database: import EventBusModule.forRoot({ database: fromTypeOrm(dataSource) }) in the application module',
    );
  }
}

/** What an event leaves undefined it does not say: a project that is not known must not make it the installation's. */
function withDefaults(event: EventToPublish, defaults: Omit<PublishManyOptions, 'tx'>): EventToPublish {
  const { projectId = defaults.projectId, occurredAt = defaults.occurredAt } = event;
  return { ...event, projectId, occurredAt };
}
