import type { TransactionPort } from './envelope.js';
import { newEventId } from './publish/event-ids.js';

/** What the bus needs from its host. The initialisers are the defaults. */
export class EventBusOptions {
  /** The database adapter, `fromTypeOrm(dataSource)` or another of `@posthorn/database`: it recognises transactions. */
  database!: TransactionPort;

  /** Where the time of an event comes from when the publisher does not say one. */
  clock: { now(): Date } = { now: () => new Date() };

  /** Makes event ids: `evt_` and a UUIDv7 in hex, ascending. */
  ids: () => string = newEventId;

  /** W3C trace context of whoever publishes, for instance from OpenTelemetry; it travels with the event. */
  traceparent: () => string | undefined = () => undefined;

  /** Whether `publish` fails while nobody is there to store events. Off only where events may get lost. */
  requireSubscriber = true;

  /** Milliseconds in which committed events are gathered before the store is asked for them, once for all. */
  confirmWindow = 5;
}
