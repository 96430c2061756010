import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { SecretUnreadableError, WebhooksOptionsError } from '../webhooks.errors.js';
import type { SecretBox } from './secret-box.js';

const FORMAT = 1;
const KEY_BYTES = 32;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES;

interface Key {
  readonly id: Buffer;
  readonly bytes: Buffer;
}

/**
 * AES-256-GCM under several keys. The first key seals, every one opens, so a key is replaced by putting the new one
 * in front. A sealed value is `format(1) keyId(4) nonce(12) tag(16) ciphertext`; the key id is the head of the key's
 * SHA-256, so it says which key is needed without saying anything of the key.
 */
export class AesSecretBox implements SecretBox {
  private readonly keys: readonly Key[];
  private readonly newest: Key;

  /**
   * @param keys newest first, 32 bytes each, as bytes or as base64 text
   * @throws WebhooksOptionsError when there is none, or one has another length
   */
  constructor(keys: readonly (string | Uint8Array)[]) {
    this.keys = keys.map((key, index) => readKey(key, index));
    const [newest] = this.keys;
    if (!newest) {
      throw new WebhooksOptionsError(
        'No encryption key: pass encryption.keys, 32 random bytes each in base64, newest first (openssl rand -base64 32).',
      );
    }
    this.newest = newest;
  }

  /** What values of the newest key carry, 4 bytes. */
  get newestKeyId(): Uint8Array {
    return Buffer.from(this.newest.id);
  }

  seal(plain: string, identity: string): Buffer {
    const key = this.newest;
    // 96 random bits: safe for 2^32 values per key, far beyond the number of secrets an installation keeps.
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce);
    cipher.setAAD(associatedData(key.id, identity));
    const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(FORMAT), key.id, nonce, cipher.getAuthTag(), text]);
  }

  open(sealed: Uint8Array, identity: string): string {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    if (bytes.length < HEAD_BYTES || bytes[0] !== FORMAT) {
      throw new SecretUnreadableError('its format is not known.');
    }
    const keyId = bytes.subarray(1, 1 + KEY_ID_BYTES);
    const candidates = this.keys.filter((key) => key.id.equals(keyId));
    if (candidates.length === 0) {
      throw new SecretUnreadableError(`key ${keyId.toString('hex')} is not among the configured ones.`);
    }
    let failure: unknown;
    for (const key of candidates) {
      try {
        return decrypt(key, bytes, identity);
      } catch (error) {
        failure = error;
      }
    }
    throw new SecretUnreadableError('it is damaged or belongs to another row.', failure);
  }

  /** True when the value is sealed by the newest key: what `keys reseal` skips. */
  isCurrent(sealed: Uint8Array): boolean {
    return Buffer.from(sealed.subarray(1, 1 + KEY_ID_BYTES)).equals(this.newest.id);
  }
}

function decrypt(key: Key, bytes: Buffer, identity: string): string {
  const nonceEnd = 1 + KEY_ID_BYTES + NONCE_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(1 + KEY_ID_BYTES, nonceEnd), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(associatedData(key.id, identity));
  decipher.setAuthTag(bytes.subarray(nonceEnd, HEAD_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES)), decipher.final()]).toString('utf8');
}

function associatedData(keyId: Buffer, identity: string): Buffer {
  return Buffer.concat([Buffer.of(FORMAT), keyId, Buffer.from(identity, 'utf8')]);
}

function readKey(key: string | Uint8Array | undefined, index: number): Key {
  // `process.env.KEY!` in the options compiles, and is undefined where the variable is not set.
  if (typeof key !== 'string' && !(key instanceof Uint8Array)) {
    throw new WebhooksOptionsError(
      `Encryption key ${index + 1} is missing. Is the variable set that it is read from? npx posthorn keys generate makes one.`,
    );
  }
  const bytes = typeof key === 'string' ? Buffer.from(key, 'base64') : Buffer.from(key);
  if (bytes.length !== KEY_BYTES) {
    throw new WebhooksOptionsError(
      `Encryption key ${index + 1} has ${bytes.length} bytes, 32 are needed (openssl rand -base64 32).`,
    );
  }
  return { id: createHash('sha256').update(bytes).digest().subarray(0, KEY_ID_BYTES), bytes };
}
