import { signBody, signPrefixedBody, signTimestampedBody, signUrlAndBody, type Body } from './sign.js';
import {
  checkedBody,
  checkedHeader,
  checkedSecrets,
  checkedTimestamp,
  isRefusal,
  type HeaderRule,
  type VerifyInput,
} from './request.js';
import { equalInConstantTime, unverified, type Verification } from './verification.js';

const HEX_FORM = /^[0-9a-f]{64}$/;
const PREFIXED_FORM = /^sha256=[0-9a-f]{64}$/;
const SHA1_FORM = /^[A-Za-z0-9+/]{27}=$/;
/** Bounds the work that one forged header can cause. */
const MAX_SIGNATURES = 32;

const signatureIn = (name: string): HeaderRule => ({
  name,
  missing: 'missing_signature',
  malformed: 'malformed_signature',
});
const timestampIn = (name: string): HeaderRule => ({
  name,
  missing: 'missing_timestamp',
  malformed: 'malformed_timestamp',
});

/** Verifies the lower-case hex HMAC-SHA256 of the body. Nothing bounds its age: skip duplicates by the event's id. */
export function verifyBody(input: VerifyInput, header: string): Verification {
  return verifyUndated(input, header, HEX_FORM, signBody);
}

/** Verifies `sha256=` and the lower-case hex HMAC-SHA256 of the body. Nothing bounds its age. */
export function verifyPrefixedBody(input: VerifyInput, header: string): Verification {
  return verifyUndated(input, header, PREFIXED_FORM, signPrefixedBody);
}

/** Verifies the base64 HMAC-SHA1 of the configured URL and the body. Nothing bounds its age. */
export function verifyUrlAndBody(input: VerifyInput, header: string): Verification {
  const { url } = input;
  if (typeof url !== 'string' || url === '') return unverified('missing_url');
  return verifyUndated(input, header, SHA1_FORM, (secret, body) => signUrlAndBody(secret, url, body));
}

/** Verifies the lower-case hex HMAC-SHA256 of `timestamp.body`, both from headers. */
export function verifyTimestampedBody(input: VerifyInput, header: string, timestampHeader: string): Verification {
  const secrets = checkedSecrets(input.secrets, 'refused');
  if (isRefusal(secrets)) return secrets;
  const body = checkedBody(input.body);
  if (isRefusal(body)) return body;
  const signature = checkedHeader(input.headers, signatureIn(header));
  if (isRefusal(signature)) return signature;
  if (!HEX_FORM.test(signature)) return unverified('malformed_signature');
  const text = checkedHeader(input.headers, timestampIn(timestampHeader));
  if (isRefusal(text)) return text;
  const timestamp = checkedTimestamp(text, input);
  if (isRefusal(timestamp)) return timestamp;
  const secretIndex = matchingSecret(secrets, [signature], (secret) => signTimestampedBody(secret, timestamp, body));
  return secretIndex < 0 ? unverified('signature_mismatch') : { valid: true, secretIndex, timestamp };
}

/** Verifies `t=<seconds>,v1=<hex>[,v1=<hex>…]`. Entries of other versions are passed over. */
export function verifyTimestampPair(input: VerifyInput, header: string): Verification {
  const secrets = checkedSecrets(input.secrets, 'refused');
  if (isRefusal(secrets)) return secrets;
  const body = checkedBody(input.body);
  if (isRefusal(body)) return body;
  const value = checkedHeader(input.headers, signatureIn(header));
  if (isRefusal(value)) return value;

  const entries = value.split(',');
  const timestamps = entries.filter((entry) => entry.startsWith('t='));
  const signatures = entries.filter((entry) => entry.startsWith('v1=')).map((entry) => entry.slice('v1='.length));
  if (timestamps.length === 0) return unverified('missing_timestamp');
  if (timestamps.length > 1 || signatures.length === 0 || signatures.length > MAX_SIGNATURES) {
    return unverified('malformed_signature');
  }
  if (!signatures.every((signature) => HEX_FORM.test(signature))) return unverified('malformed_signature');
  const timestamp = checkedTimestamp(timestamps[0]?.slice('t='.length) ?? '', input);
  if (isRefusal(timestamp)) return timestamp;
  const secretIndex = matchingSecret(secrets, signatures, (secret) => signTimestampedBody(secret, timestamp, body));
  return secretIndex < 0 ? unverified('signature_mismatch') : { valid: true, secretIndex, timestamp };
}

function verifyUndated(
  input: VerifyInput,
  header: string,
  form: RegExp,
  expected: (secret: string, body: Body) => string,
): Verification {
  const secrets = checkedSecrets(input.secrets, 'refused');
  if (isRefusal(secrets)) return secrets;
  const body = checkedBody(input.body);
  if (isRefusal(body)) return body;
  const signature = checkedHeader(input.headers, signatureIn(header));
  if (isRefusal(signature)) return signature;
  if (!form.test(signature)) return unverified('malformed_signature');
  const secretIndex = matchingSecret(secrets, [signature], (secret) => expected(secret, body));
  return secretIndex < 0 ? unverified('signature_mismatch') : { valid: true, secretIndex };
}

/** The first secret whose signature is among the given ones, or -1. Every pair is compared: no early way out. */
function matchingSecret(
  secrets: readonly string[],
  signatures: readonly string[],
  expected: (secret: string) => string,
): number {
  let match = -1;
  secrets.forEach((secret, index) => {
    const own = expected(secret);
    for (const signature of signatures) {
      if (equalInConstantTime(own, signature) && match < 0) match = index;
    }
  });
  return match;
}
