import type { Finding } from './finding.js';

const KEY_BYTES = 32;

/**
 * Looks at the form of the keys, without showing them.
 * @param text `POSTHORN_ENCRYPTION_KEYS`: a comma list of base64
 */
export function checkEncryptionKeys(text: string | undefined): Finding {
  const check = 'encryption_keys';
  if (!text) {
    return { check, ok: null, detail: 'POSTHORN_ENCRYPTION_KEYS is not set here, so the keys were not looked at' };
  }
  const keys = text.split(',').map((key) => key.trim());
  const wrong = keys.flatMap((key, index) => (isKey(key) ? [] : [index + 1]));
  const ok = wrong.length === 0;
  return {
    check,
    ok,
    detail: ok
      ? `${keys.length} encryption ${keys.length === 1 ? 'key has' : 'keys have'} the right form`
      : `entry ${wrong.join(', ')} of POSTHORN_ENCRYPTION_KEYS is not base64 of ${KEY_BYTES} bytes`,
    ...(ok ? {} : { advice: 'posthorn keys generate prints a good one.' }),
  };
}

const isKey = (text: string): boolean =>
  /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) && Buffer.from(text, 'base64').length === KEY_BYTES;
