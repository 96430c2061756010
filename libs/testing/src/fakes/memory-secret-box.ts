import { randomBytes } from 'node:crypto';
import { SecretUnreadableError, type SecretBox } from '@posthorn/webhooks';

/** Keeps what is sealed in memory and gives a handle of it: for tests that need no key, and to see what is sealed. */
export class MemorySecretBox implements SecretBox {
  private readonly sealed = new Map<string, { readonly plain: string; readonly identity: string }>();

  seal(plain: string, identity: string): Buffer {
    const handle = randomBytes(16);
    this.sealed.set(handle.toString('hex'), { plain, identity });
    return handle;
  }

  open(sealed: Uint8Array, identity: string): string {
    const found = this.sealed.get(Buffer.from(sealed).toString('hex'));
    if (found?.identity === identity) return found.plain;
    throw new SecretUnreadableError('it is damaged or belongs to another row.');
  }
}
