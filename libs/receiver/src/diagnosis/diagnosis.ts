import type { VerificationFailure } from '@posthorn/signing';
import type { ReceivedScheme } from '../schemes.js';

/** What is wrong with a request, or with the receiver that looks at it. Stable. */
export type DiagnosisCode =
  | VerificationFailure
  /** Nothing is wrong. */
  | 'verified'
  /** There is no body, or an empty one, where the sender has signed one. */
  | 'body_missing'
  /** An object was passed, not the bytes. */
  | 'body_parsed'
  /** The body was parsed and printed again on the way. */
  | 'body_restringified'
  /** White space at the ends, a byte order mark or the line ends of the body were changed. */
  | 'body_trimmed'
  /** The bytes of the body were read with another encoding than UTF-8. */
  | 'body_encoding'
  /** The body has not the length that its header says. */
  | 'body_incomplete'
  /** Blanks, a line end or quotes stand around the secret. */
  | 'secret_padded'
  /** The secret lacks the prefix that belongs to it, or has one too many. */
  | 'secret_prefix'
  /** The secret is still encoded in base64, as a Kubernetes secret shows it. */
  | 'secret_encoded'
  /** The request is signed by another scheme than the one that is expected. */
  | 'other_scheme'
  /** The signature header was changed: other letter case, a prefix, quotes. */
  | 'signature_reformatted'
  /** The timestamp is in milliseconds, or a date. */
  | 'timestamp_unit'
  /** The sender has another URL than the receiver thinks. */
  | 'other_url'
  /** Nothing that usually goes wrong explains the signature: it is most likely that of another secret. */
  | 'wrong_secret';

/** One step of verifying, in the order in which they are looked at. */
export interface DiagnosisCheck {
  readonly name: 'secret' | 'body' | 'headers' | 'timestamp' | 'signature';
  /** Undefined: it could not be looked at, because something before it is wrong. */
  readonly ok: boolean | undefined;
  readonly detail: string;
}

/** Why a request verifies, or does not. Holds neither secret nor signature, so it may be printed. */
export interface Diagnosis {
  readonly valid: boolean;
  readonly code: DiagnosisCode;
  /** What was found. */
  readonly message: string;
  /** What to do about it; '' when there is nothing to do. */
  readonly advice: string;
  /** The scheme that was expected, or found when none was named. */
  readonly scheme: ReceivedScheme;
  readonly checks: readonly DiagnosisCheck[];
}
