import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'phk_';
const KEY_BYTES = 32;
const HINT_LENGTH = 10;

/** A new key: `phk_` and 256 random bits. */
export function generateKey(): string {
  return PREFIX + randomBytes(KEY_BYTES).toString('base64url');
}

/** Whether a token has the form of a key. What has not costs no database read. */
export function looksLikeKey(token: string): boolean {
  return /^phk_[A-Za-z0-9_-]{43}$/.test(token);
}

/** What is stored instead of the key. A slow hash would protect nothing: nobody guesses 256 random bits. */
export function digestOf(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest();
}

/** The part of the key that may be shown. */
export function hintOf(key: string): string {
  return `${key.slice(0, HINT_LENGTH)}…`;
}
