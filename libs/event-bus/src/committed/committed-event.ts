import type { EventCatalog } from '@posthorn/event-catalog';
import type { EventEnvelope } from '../envelope.js';

/** An event whose transaction has been committed. */
export interface CommittedEvent<Payload extends object = object> extends EventEnvelope {
  /** The payload in the form of its class (dates are `Date`). Each subscriber has its own, made at the first look. */
  readonly payload: Payload;
}

/** The view that one subscriber gets of a committed event. */
export function committedEvent(envelope: EventEnvelope, catalog: EventCatalog): CommittedEvent {
  let payload: object | undefined;
  const view = {
    ...envelope,
    get payload(): object {
      if (payload === undefined) {
        const value = JSON.parse(envelope.data) as object;
        // A type that was registered while running may have been removed since.
        payload = catalog.has(envelope.type) ? catalog.revive(envelope.type, value) : value;
      }
      return payload;
    },
  };
  return Object.freeze(view);
}
