import type { EventEnvelope } from '../envelope.js';

/** Something that came after a publish failed. The event is published all the same. */
export interface ListenerFailure {
  /** `listener`: a subscriber of `committed$` threw; `confirmation`: whether events exist could not be read. */
  readonly kind: 'listener' | 'confirmation' | 'subscriber';
  readonly error: unknown;
  /** What the listener was given, where it is known. */
  readonly event?: EventEnvelope;
}
