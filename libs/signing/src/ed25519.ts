import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { RandomBytes } from './secret.js';
import { SigningError } from './signing.errors.js';

const SECRET_FORM = /^whsk_([A-Za-z0-9+/]+={0,2})$/;
const PUBLIC_FORM = /^whpk_([A-Za-z0-9+/]+={0,2})$/;
const SEED_BYTES = 32;
const PUBLIC_BYTES = 32;
/** Bytes of an Ed25519 signature. */
export const SIGNATURE_BYTES = 64;

/** An Ed25519 key pair in the serialisation of Standard Webhooks. */
export interface Ed25519KeyPair {
  /** `whsk_` and the base64 of the 32-byte seed followed by the 32-byte public key. Signs; kept by the sender. */
  readonly secretKey: string;
  /** `whpk_` and the base64 of the 32-byte public key. Verifies; given to the receiver. */
  readonly publicKey: string;
}

/** A new key pair from 32 random bytes. */
export function generateEd25519KeyPair(randomBytes: RandomBytes): Ed25519KeyPair {
  const seed = Buffer.from(randomBytes(SEED_BYTES));
  const point = publicBytes(privateKey(seed));
  return {
    secretKey: `whsk_${Buffer.concat([seed, point]).toString('base64')}`,
    publicKey: `whpk_${point.toString('base64')}`,
  };
}

/**
 * Whether the text is a signing key: `whsk_` and base64 of a 32-byte seed, alone or followed by its public key.
 * A public key that does not belong to the seed makes it none.
 */
export function isEd25519SecretKey(text: string): boolean {
  return readSecretKey(text) !== null;
}

/** Whether the text is a verification key: `whpk_` and base64 of 32 bytes. */
export function isEd25519PublicKey(text: string): boolean {
  return publicKeyBytes(text) !== null;
}

/**
 * The `whpk_` key that verifies what a `whsk_` key signs.
 * @throws SigningError `invalid_key`
 */
export function ed25519PublicKey(secretKey: string): string {
  return `whpk_${publicBytes(requireSecretKey(secretKey)).toString('base64')}`;
}

/**
 * The base64 Ed25519 signature of `content`. The key object is made anew each time: that takes as long as signing
 * does (30 microseconds each), and keeps no key in memory longer than one attempt.
 * @throws SigningError `invalid_key`
 */
export function ed25519Sign(secretKey: string, content: Uint8Array): string {
  return sign(null, content, requireSecretKey(secretKey)).toString('base64');
}

/** A verifier for a `whpk_` or `whsk_` key, or null when the text is neither. */
export function ed25519Verifier(key: string): ((content: Uint8Array, signature: Uint8Array) => boolean) | null {
  const secretKey = readSecretKey(key);
  const point = secretKey === null ? publicKeyBytes(key) : publicBytes(secretKey);
  if (point === null) return null;
  const publicKey = createPublicKey({ key: jwk(point), format: 'jwk' });
  return (content, signature) => signature.length === SIGNATURE_BYTES && verify(null, content, publicKey, signature);
}

function requireSecretKey(text: string): KeyObject {
  const key = readSecretKey(text);
  if (key === null) {
    throw new SigningError(
      'invalid_key',
      'Not an Ed25519 signing key: expected whsk_ and the base64 of 32 (seed) or 64 (seed and public key) bytes.',
    );
  }
  return key;
}

function readSecretKey(text: string): KeyObject | null {
  const base64 = SECRET_FORM.exec(text)?.[1];
  if (base64 === undefined) return null;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== SEED_BYTES && bytes.length !== SEED_BYTES + PUBLIC_BYTES) return null;
  const key = privateKey(bytes.subarray(0, SEED_BYTES));
  if (bytes.length > SEED_BYTES && !publicBytes(key).equals(bytes.subarray(SEED_BYTES))) return null;
  return key;
}

function publicKeyBytes(text: string): Buffer | null {
  const base64 = PUBLIC_FORM.exec(text)?.[1];
  if (base64 === undefined) return null;
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length === PUBLIC_BYTES ? bytes : null;
}

/** By JWK, because reading PKCS #8 takes ten times as long. Node derives the public half, whatever `x` says. */
function privateKey(seed: Buffer): KeyObject {
  const key = { ...jwk(Buffer.alloc(PUBLIC_BYTES)), d: seed.toString('base64url') };
  return createPrivateKey({ key, format: 'jwk' });
}

function publicBytes(key: KeyObject): Buffer {
  return Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url');
}

function jwk(point: Buffer): { kty: string; crv: string; x: string } {
  return { kty: 'OKP', crv: 'Ed25519', x: point.toString('base64url') };
}
