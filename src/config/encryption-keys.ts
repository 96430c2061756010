/** The key that `.env.example` shows. Public, so production refuses it. */
export const SAMPLE_ENCRYPTION_KEY = Buffer.from('sample-key-for-development-only!').toString('base64');

export const ENCRYPTION_KEY_BYTES = 32;

/** Whether the text is base64 (or base64url) of exactly 32 bytes. */
export function isEncryptionKey(text: string): boolean {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return false;
  return Buffer.from(text, 'base64').length === ENCRYPTION_KEY_BYTES;
}

/** A key that everybody knows: the sample, or one byte repeated. */
export function isWellKnownKey(text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  return bytes.equals(Buffer.from(SAMPLE_ENCRYPTION_KEY, 'base64')) || bytes.every((byte) => byte === bytes[0]);
}
