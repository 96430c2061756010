const STANDARD_FORM = /^whsec_[A-Za-z0-9+/]+={0,2}$/;
const STANDARD_PREFIX = 'whsec_';
const MIN_KEY_BYTES = 24;
const MAX_KEY_BYTES = 64;
const GENERATED_BYTES = 32;

/** Gives `size` random bytes; `node:crypto`'s `randomBytes` outside tests. */
export type RandomBytes = (size: number) => Uint8Array;

/**
 * The key bytes of a secret in Standard Webhooks form, or null when the text has another form.
 * The form is `whsec_` and base64 (padding optional) that decodes to 24 to 64 bytes.
 */
export function standardSecretBytes(secret: string): Buffer | null {
  if (!STANDARD_FORM.test(secret)) return null;
  const bytes = Buffer.from(secret.slice(STANDARD_PREFIX.length), 'base64');
  return bytes.length >= MIN_KEY_BYTES && bytes.length <= MAX_KEY_BYTES ? bytes : null;
}

/** Whether the text is a secret in Standard Webhooks form, whose base64 part is what the `v1` signature is keyed with. */
export function isStandardSecret(secret: string): boolean {
  return standardSecretBytes(secret) !== null;
}

/**
 * The HMAC key of the Standard Webhooks `v1` signature: the decoded bytes of a secret in that form, any other secret
 * as UTF-8 text as a whole. Every other scheme keys its HMAC with the whole text, prefix included.
 */
export function standardKey(secret: string): Buffer | string {
  return standardSecretBytes(secret) ?? secret;
}

/** A new HMAC secret: `whsec_` and the base64 of 32 random bytes. */
export function generateSecret(randomBytes: RandomBytes): string {
  return STANDARD_PREFIX + Buffer.from(randomBytes(GENERATED_BYTES)).toString('base64');
}
