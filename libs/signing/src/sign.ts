import { createHmac } from 'node:crypto';
import { ed25519Sign } from './ed25519.js';
import { standardKey } from './secret.js';
import { SigningError } from './signing.errors.js';

/** The exact bytes that travel. Text is UTF-8. */
export type Body = string | Uint8Array;

/** A key for the Standard Webhooks signature. Structurally the secret that a dialect is given. */
export interface SigningKey {
  /** `hmac` signs `v1`, `ed25519` (a `whsk_` key) signs `v1a`. */
  readonly kind: 'hmac' | 'ed25519';
  readonly value: string;
}

/** What the Standard Webhooks signature covers. */
export interface StandardContent {
  /** Stable over the attempts of a delivery; printable, no dot. */
  readonly id: string;
  /** Unix seconds of this attempt. */
  readonly timestamp: number;
  readonly body: Body;
}

/** 1 to 256 visible ASCII characters without the dot, which separates the signed parts. */
const ID_FORM = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;

/** Lower-case hex HMAC-SHA256 of the body (`X-Webhook-Signature` of the generic API, `X-Fluxbase-Signature`). */
export function signBody(secret: string, body: Body): string {
  return createHmac('sha256', textKey(secret)).update(body).digest('hex');
}

/** Lower-case hex HMAC-SHA256 of `timestamp.body` (Backendify, Appwrite). The timestamp is Unix seconds. */
export function signTimestampedBody(secret: string, timestamp: number, body: Body): string {
  return createHmac('sha256', textKey(secret))
    .update(`${seconds(timestamp)}.`)
    .update(body)
    .digest('hex');
}

/** `sha256=` and the lower-case hex HMAC-SHA256 of the body (the classic form, GitHub's too). */
export function signPrefixedBody(secret: string, body: Body): string {
  return `sha256=${signBody(secret, body)}`;
}

/** Base64 HMAC-SHA1 of the URL, byte for byte as configured, directly followed by the body (Appwrite's own server). */
export function signUrlAndBody(secret: string, url: string, body: Body): string {
  return createHmac('sha1', textKey(secret)).update(url).update(body).digest('base64');
}

/**
 * `t=<Unix seconds>,v1=<lower-case hex HMAC-SHA256 of "t.body">` (Fluxbase's own server, Stripe). Several secrets give
 * several `v1` entries, in their order.
 */
export function signTimestampPair(secrets: string | readonly string[], timestamp: number, body: Body): string {
  const list = typeof secrets === 'string' ? [secrets] : secrets;
  if (list.length === 0) throw noSecret();
  return `t=${seconds(timestamp)}${list.map((secret) => `,v1=${signTimestampedBody(secret, timestamp, body)}`).join('')}`;
}

/**
 * The value of `webhook-signature`: for each key, in order, `v1,` and the base64 HMAC-SHA256, or `v1a,` and the base64
 * Ed25519 signature, of `id.timestamp.body`; separated by blanks.
 */
export function signStandard(keys: readonly SigningKey[], content: StandardContent): string {
  if (keys.length === 0) throw noSecret();
  const prefix = standardPrefix(content.id, content.timestamp);
  return keys.map((key) => signStandardWith(key, prefix, content.body)).join(' ');
}

/** Decoding a secret costs a quarter of signing with it. Keyed by the object: what is forgotten there is forgotten here. */
const hmacKeys = new WeakMap<SigningKey, { readonly value: string; readonly bytes: Buffer | string }>();

function hmacKey(key: SigningKey): Buffer | string {
  const known = hmacKeys.get(key);
  if (known?.value === key.value) return known.bytes;
  const bytes = standardKey(textKey(key.value));
  hmacKeys.set(key, { value: key.value, bytes });
  return bytes;
}

function signStandardWith(key: SigningKey, prefix: string, body: Body): string {
  if (key.kind === 'ed25519') return `v1a,${ed25519Sign(key.value, standardBytes(prefix, body))}`;
  return `v1,${standardHmac(hmacKey(key), prefix, body)}`;
}

/** The base64 HMAC-SHA256 of `prefix` followed by `body`. Shared with verification. */
export function standardHmac(key: Buffer | string, prefix: string, body: Body): string {
  return typeof body === 'string'
    ? createHmac('sha256', key)
        .update(prefix + body)
        .digest('base64')
    : createHmac('sha256', key).update(prefix).update(body).digest('base64');
}

/** The bytes that the Ed25519 form signs. */
export function standardBytes(prefix: string, body: Body): Buffer {
  return Buffer.concat([Buffer.from(prefix), typeof body === 'string' ? Buffer.from(body) : body]);
}

function standardPrefix(id: string, timestamp: number): string {
  if (!ID_FORM.test(id)) {
    throw new SigningError('invalid_id', 'The id must be 1 to 256 visible ASCII characters without a dot.');
  }
  return `${id}.${seconds(timestamp)}.`;
}

function seconds(timestamp: number): string {
  if (!Number.isSafeInteger(timestamp) || timestamp < 0) {
    throw new SigningError('invalid_timestamp', 'The timestamp must be whole Unix seconds.');
  }
  return String(timestamp);
}

function textKey(secret: string): string {
  if (secret.length === 0) {
    throw new SigningError('empty_secret', 'An empty secret signs nothing: give the webhook a secret.');
  }
  return secret;
}

function noSecret(): SigningError {
  return new SigningError('no_secret', 'No secret to sign with: give the webhook a secret or turn its signing off.');
}
