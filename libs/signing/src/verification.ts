import { timingSafeEqual } from 'node:crypto';

/** Why a request did not verify. Stable: branch on these, never on the message. */
export type VerificationFailure =
  | 'missing_signature'
  | 'malformed_signature'
  | 'missing_timestamp'
  | 'malformed_timestamp'
  | 'timestamp_too_old'
  | 'timestamp_too_new'
  | 'missing_id'
  | 'malformed_id'
  | 'missing_url'
  | 'no_secret'
  | 'unsuitable_secret'
  | 'invalid_body'
  | 'invalid_options'
  | 'signature_mismatch';

/** The request is what the sender signed. */
export interface Verified {
  readonly valid: true;
  /** Which of the given secrets matched: after a rotation, more than 0 tells that the sender still uses an old one. */
  readonly secretIndex: number;
  /** The signed Unix seconds, where the scheme signs them. */
  readonly timestamp?: number;
  /** The signed id, where the scheme signs it: the key for skipping duplicates. */
  readonly id?: string;
}

/** The request is not to be trusted. */
export interface Unverified {
  readonly valid: false;
  readonly reason: VerificationFailure;
  /** For a log of the receiver; holds neither secret nor signature. */
  readonly message: string;
}

export type Verification = Verified | Unverified;

const MESSAGES: Readonly<Record<VerificationFailure, string>> = {
  missing_signature: 'The signature header is missing.',
  malformed_signature: 'The signature header has not the form of this scheme.',
  missing_timestamp: 'The timestamp is missing.',
  malformed_timestamp: 'The timestamp is not whole Unix seconds in decimal.',
  timestamp_too_old: 'The timestamp is older than the tolerance: a repeat, or a clock that is off.',
  timestamp_too_new: 'The timestamp lies in the future by more than the tolerance: check the clocks.',
  missing_id: 'The id header is missing.',
  malformed_id: 'The id header is not 1 to 256 visible ASCII characters.',
  missing_url: 'This scheme signs the URL: pass it exactly as it is configured at the sender.',
  no_secret: 'No secret was given to verify with.',
  unsuitable_secret: 'A secret is empty, not text, or a public key, with which anybody could sign.',
  invalid_body: 'The body must be the raw bytes or text as received, before any parsing.',
  invalid_options: 'The tolerance and the current time must be numbers of seconds.',
  signature_mismatch: 'No given secret made this signature: another secret, or a changed body.',
};

/** @internal */
export function unverified(reason: VerificationFailure): Unverified {
  return { valid: false, reason, message: MESSAGES[reason] };
}

const DECIMAL = /^(?:0|[1-9][0-9]{0,14})$/;

/** The seconds of a strictly decimal timestamp, or null. Signs, blanks, fractions and exponents are refused. */
export function parseTimestamp(text: string): number | null {
  return DECIMAL.test(text) ? Number(text) : null;
}

/** Whether two ASCII texts are equal, in a time that depends on their lengths only. */
export function equalInConstantTime(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
