import type { ValidationEntry } from '@posthorn/event-catalog';

/** Why a payload cannot be frozen as JSON text. */
export type FreezeErrorCode =
  | 'payload_not_object'
  | 'payload_contains_nul'
  | 'payload_lone_surrogate'
  | 'payload_too_deep'
  | 'payload_too_large'
  | 'payload_bigint'
  | 'payload_cyclic'
  /** NaN and the infinities: JSON would say null. */
  | 'payload_not_finite'
  /** A whole number beyond ±(2^53 - 1): its last digits are lost already. */
  | 'payload_unsafe_integer'
  /** A key that readers in JavaScript mistake for the prototype. */
  | 'payload_forbidden_key'
  /** Functions, Map, Set, binary data, undefined in an array …: JSON would drop or change it silently. */
  | 'payload_not_json';

export type PublishErrorCode =
  | FreezeErrorCode
  /** The payload breaks the rules of its type; `entries` names the fields. */
  | 'payload_invalid'
  | 'not_in_transaction'
  | 'invalid_project_id'
  | 'invalid_publish_id'
  | 'invalid_occurred_at'
  /** Nobody is there to store the event. */
  | 'no_subscriber'
  | 'bus_not_configured'
  | 'bus_configured_twice'
  /** A subscriber called `waitUntil` after it had returned. */
  | 'late_wait';

export interface PublishErrorDetails {
  /** Wrong fields; with `path` relative to the payload. */
  readonly entries?: readonly ValidationEntry[];
  /** Position in the array that was published. */
  readonly index?: number;
  readonly cause?: unknown;
}

/** An event was not published, and nothing of its batch is stored. Roll the transaction back or go on without it. */
export class PublishError extends Error {
  override readonly name = 'PublishError';
  readonly entries: readonly ValidationEntry[];
  readonly index?: number;

  constructor(
    readonly code: PublishErrorCode,
    message: string,
    { entries = [], index, cause }: PublishErrorDetails = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.entries = entries;
    if (index !== undefined) this.index = index;
  }

  /** The same error as that of one element of an array. */
  at(index: number): PublishError {
    const details = { entries: this.entries, index, ...(this.cause === undefined ? {} : { cause: this.cause }) };
    return new PublishError(this.code, `Event ${index} of the array: ${this.message}`, details);
  }
}
