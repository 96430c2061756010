import { ed25519Verifier, SIGNATURE_BYTES } from './ed25519.js';
import {
  checkedBody,
  checkedHeader,
  checkedSecrets,
  checkedTimestamp,
  isRefusal,
  type HeaderRule,
  type VerifyInput,
} from './request.js';
import { standardKey } from './secret.js';
import { standardBytes, standardHmac, type Body } from './sign.js';
import { equalInConstantTime, unverified, type Verification } from './verification.js';

const SIGNATURE: HeaderRule = {
  name: 'webhook-signature',
  missing: 'missing_signature',
  malformed: 'malformed_signature',
};
const TIMESTAMP: HeaderRule = {
  name: 'webhook-timestamp',
  missing: 'missing_timestamp',
  malformed: 'malformed_timestamp',
};
const ID: HeaderRule = { name: 'webhook-id', missing: 'missing_id', malformed: 'malformed_id' };

const ID_FORM = /^[\x21-\x7e]{1,256}$/;
const V1_FORM = /^[A-Za-z0-9+/]{43}=$/;
const V1A_FORM = /^[A-Za-z0-9+/]{86}==$/;
/** An Ed25519 check takes 90 microseconds: bounds the work that one forged header can cause. */
const MAX_SIGNATURES = 32;

/**
 * Verifies a Standard Webhooks request: `webhook-id`, `webhook-timestamp` and `webhook-signature` with any number of
 * `v1` and `v1a` entries; entries of other versions are passed over. A secret that is an Ed25519 key (`whpk_`, or
 * `whsk_`) is used for `v1a` only, so that nobody can sign `v1` with a public key.
 */
export function verifyStandard(input: VerifyInput): Verification {
  const secrets = checkedSecrets(input.secrets, 'allowed');
  if (isRefusal(secrets)) return secrets;
  const body = checkedBody(input.body);
  if (isRefusal(body)) return body;
  const id = checkedHeader(input.headers, ID);
  if (isRefusal(id)) return id;
  if (!ID_FORM.test(id)) return unverified('malformed_id');
  const value = checkedHeader(input.headers, SIGNATURE);
  if (isRefusal(value)) return value;
  const text = checkedHeader(input.headers, TIMESTAMP);
  if (isRefusal(text)) return text;
  const timestamp = checkedTimestamp(text, input);
  if (isRefusal(timestamp)) return timestamp;

  const signatures = readSignatures(value);
  if (signatures === null) return unverified('malformed_signature');
  const prefix = `${id}.${text}.`;
  let secretIndex = -1;
  secrets.forEach((secret, index) => {
    if (matches(secret, signatures, prefix, body) && secretIndex < 0) secretIndex = index;
  });
  return secretIndex < 0 ? unverified('signature_mismatch') : { valid: true, secretIndex, timestamp, id };
}

interface Signatures {
  readonly v1: readonly string[];
  readonly v1a: readonly Buffer[];
}

function readSignatures(value: string): Signatures | null {
  const entries = value.split(' ').filter((entry) => entry !== '');
  if (entries.length > MAX_SIGNATURES) return null;
  const v1: string[] = [];
  const v1a: Buffer[] = [];
  for (const entry of entries) {
    const comma = entry.indexOf(',');
    if (comma < 1) return null;
    const version = entry.slice(0, comma);
    const signature = entry.slice(comma + 1);
    if (version === 'v1' && V1_FORM.test(signature)) v1.push(signature);
    else if (version === 'v1a' && V1A_FORM.test(signature)) v1a.push(Buffer.from(signature, 'base64'));
    else if (version === 'v1' || version === 'v1a') return null;
  }
  return v1.length + v1a.length === 0 ? null : { v1, v1a };
}

function matches(secret: string, signatures: Signatures, prefix: string, body: Body): boolean {
  const verifier = ed25519Verifier(secret);
  if (verifier !== null) {
    const content = standardBytes(prefix, body);
    return signatures.v1a.some((signature) => signature.length === SIGNATURE_BYTES && verifier(content, signature));
  }
  const own = standardHmac(standardKey(secret), prefix, body);
  let match = false;
  for (const signature of signatures.v1) {
    if (equalInConstantTime(own, signature)) match = true;
  }
  return match;
}
