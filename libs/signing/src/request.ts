import type { HeaderSource } from './headers.js';
import { readHeader, REPEATED } from './headers.js';
import { isEd25519PublicKey } from './ed25519.js';
import type { Body } from './sign.js';
import { parseTimestamp, unverified, type Unverified, type VerificationFailure } from './verification.js';

/** A received request, and what to verify it with. */
export interface VerifyInput {
  /** The body as received: raw bytes, or their text. Never a parsed object. */
  readonly body: Body;
  readonly headers: HeaderSource;
  /** Every secret that may have signed: during a rotation the new and the old one. At most 32. */
  readonly secrets: string | readonly string[];
  /** The current time in Unix seconds. Needed by schemes that sign a timestamp. */
  readonly now: number;
  /** How far the signed timestamp may lie from `now`, in seconds, in either direction. Default 300. */
  readonly toleranceSeconds?: number;
  /** The URL exactly as configured at the sender. Needed by `appwrite-native` only. */
  readonly url?: string;
}

const DEFAULT_TOLERANCE_SECONDS = 300;
/** Bounds the work that a request without a valid signature can cause. */
const MAX_SECRETS = 32;
const MAX_HEADER_LENGTH = 8192;

/** The secrets as a list, after refusing what must never key a signature. */
export function checkedSecrets(secrets: unknown, publicKeys: 'allowed' | 'refused'): readonly string[] | Unverified {
  const list: readonly unknown[] = Array.isArray(secrets) ? secrets : secrets === undefined ? [] : [secrets];
  if (list.length === 0) return unverified('no_secret');
  if (list.length > MAX_SECRETS) return unverified('invalid_options');
  const texts: string[] = [];
  for (const secret of list) {
    if (typeof secret !== 'string' || secret.length === 0) return unverified('unsuitable_secret');
    if (publicKeys === 'refused' && isEd25519PublicKey(secret)) return unverified('unsuitable_secret');
    texts.push(secret);
  }
  return texts;
}

/** The body when it is bytes or text, which is all that can have been signed. */
export function checkedBody(body: unknown): Body | Unverified {
  return typeof body === 'string' || body instanceof Uint8Array ? body : unverified('invalid_body');
}

/** Where a header is looked for and what is said when it is missing or has the wrong form. */
export interface HeaderRule {
  readonly name: string;
  readonly missing: VerificationFailure;
  readonly malformed: VerificationFailure;
}

/** The header's text, unless it is absent, repeated or absurdly long. */
export function checkedHeader(headers: unknown, rule: HeaderRule): string | Unverified {
  const value = readHeader(headers, rule.name);
  if (value === undefined || value === '') return unverified(rule.missing);
  if (value === REPEATED || value.length > MAX_HEADER_LENGTH) return unverified(rule.malformed);
  return value;
}

/** The timestamp when it is strictly decimal and within the tolerance. */
export function checkedTimestamp(
  text: string,
  input: Pick<VerifyInput, 'now' | 'toleranceSeconds'>,
): number | Unverified {
  const { now, toleranceSeconds = DEFAULT_TOLERANCE_SECONDS } = input;
  // Not-a-number compares false with everything, so a slip in the options would let every timestamp pass.
  if (!isSeconds(now) || !isSeconds(toleranceSeconds) || toleranceSeconds < 0) return unverified('invalid_options');
  const timestamp = parseTimestamp(text);
  if (timestamp === null) return unverified('malformed_timestamp');
  if (timestamp < now - toleranceSeconds) return unverified('timestamp_too_old');
  if (timestamp > now + toleranceSeconds) return unverified('timestamp_too_new');
  return timestamp;
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** Whether a check refused. */
export function isRefusal(value: unknown): value is Unverified {
  return typeof value === 'object' && value !== null && 'valid' in value && value.valid === false;
}
