import { hkdfSync } from 'node:crypto';

/**
 * A key for one purpose, derived from an installation's encryption key (HKDF-SHA-256), so that what signs cursors
 * can never open secrets.
 */
export function deriveKey(key: string | Uint8Array, purpose: string): Buffer {
  const bytes = typeof key === 'string' ? Buffer.from(key, 'base64') : Buffer.from(key);
  return Buffer.from(hkdfSync('sha256', bytes, 'posthorn', purpose, 32));
}
