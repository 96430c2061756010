import { EventBus, type EventEnvelope, type PublishBatch } from '@posthorn/event-bus';
import { EventCatalog, type EventType } from '@posthorn/event-catalog';
import type { PartialOf } from '../expectations/differences.js';
import { findEvents, refuseEvents, type Happening } from '../expectations/find-events.js';
import { FakeTransaction } from './fake-transaction.js';

/** One event that was published. */
export interface RecordedEvent<Payload = unknown> {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly projectId: string | null;
  readonly occurredAt: Date;
  /** As receivers read it. */
  readonly data: Payload;
}

interface Entry {
  readonly envelope: EventEnvelope;
  readonly transaction: FakeTransaction | undefined;
}

/**
 * The bus without a database, for unit tests of what publishes. It checks and freezes payloads as the real one does, takes
 * any object as the transaction, and remembers: `new RecordingBus([UserCreated])`. With a `FakeTransaction` it forgets what
 * is rolled back, and `committed$` tells what is committed.
 */
export class RecordingBus extends EventBus {
  private readonly entries: Entry[] = [];

  /** @param types what may be published, or the catalog of the application */
  constructor(types: readonly EventType[] | EventCatalog) {
    super(catalogOf(types));
    this.configure({
      database: { join: (tx: unknown) => (tx instanceof FakeTransaction ? tx : new FakeTransaction()) },
      confirmWindow: 0,
    });
    this.publishing$.subscribe((batch) => this.record(batch));
  }

  /** What was published and not rolled back, oldest first. */
  get published(): readonly RecordedEvent[] {
    return this.entries.filter(({ transaction }) => transaction?.isRolledBack !== true).map(recorded);
  }

  /** Forgets everything. */
  clear(): void {
    this.entries.length = 0;
  }

  /**
   * The events of this type whose payload has these fields.
   * @throws ExpectationError with the nearest misses when there is none, or not `times`
   */
  expectPublished<Payload extends object>(
    type: EventType<Payload>,
    fields?: PartialOf<NoInfer<Payload>>,
    { times }: { readonly times?: number } = {},
  ): readonly RecordedEvent<Payload>[] {
    const wanted = { type: type.name, data: fields ?? {}, times, verb: 'published' };
    return findEvents(this.happenings(), wanted).map(({ event }) => event as RecordedEvent<Payload>);
  }

  /** @throws ExpectationError when such an event was published */
  expectNotPublished<Payload extends object>(type: EventType<Payload>, fields?: PartialOf<NoInfer<Payload>>): void {
    refuseEvents(this.happenings(), { type: type.name, data: fields ?? {}, verb: 'published' });
  }

  private happenings(): readonly (Happening & { readonly event: RecordedEvent })[] {
    return this.published.map((event) => ({ type: event.type, data: event.data, counts: true, event }));
  }

  private record(batch: PublishBatch): void {
    const { envelopes, transaction } = batch;
    const joined = transaction instanceof FakeTransaction ? transaction : undefined;
    this.entries.push(...envelopes.map((envelope) => ({ envelope, transaction: joined })));
    const confirm = (ids: readonly string[]): Promise<ReadonlySet<string>> => {
      const present = new Set(this.published.map(({ id }) => id));
      return Promise.resolve(new Set(ids.filter((id) => present.has(id))));
    };
    const events = envelopes.map(({ id }) => ({ id, duplicate: false }));
    batch.waitUntil(Promise.resolve({ events, xid: '1', confirm }));
  }
}

function recorded({ envelope }: Entry): RecordedEvent {
  const { id, type, version, projectId, occurredAt, data } = envelope;
  return { id, type, version, projectId, occurredAt, data: JSON.parse(data) as unknown };
}

function catalogOf(types: readonly EventType[] | EventCatalog): EventCatalog {
  if (types instanceof EventCatalog) return types;
  const catalog = new EventCatalog();
  for (const type of types) catalog.register(type);
  return catalog;
}
