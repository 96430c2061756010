import { createHash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

import { AesSecretBox, SecretUnreadableError } from '@posthorn/webhooks';

/** As long as a working day; then the person signs in again. */
const SESSION_MS = 12 * 3_600_000;
/** The longest token there is has 512 characters. */
const MAX_SEALED = 2048;
const IDENTITY = 'posthorn browser session';

/** What a cookie holds once it is opened. */
export interface Session {
  /** Of this session alone; the digest is what is written down when it ends. */
  readonly id: string;
  readonly token: string;
  readonly csrfToken: string;
  readonly expiresAt: Date;
}

interface Content {
  readonly i: string;
  readonly t: string;
  readonly c: string;
  readonly e: number;
}

/**
 * Makes and reads the value of the session cookie: the token, sealed with AES-256-GCM under keys derived from the
 * installation's, so that every process reads what another has made and nobody else reads or makes one.
 */
export class SessionSeal {
  private readonly box: AesSecretBox;

  /** @param encryptionKeys base64, newest first */
  constructor(
    encryptionKeys: readonly string[],
    private readonly now: () => number = Date.now,
  ) {
    this.box = new AesSecretBox(
      encryptionKeys.map((key) =>
        Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64'), 'posthorn', 'browser sessions', 32)),
      ),
    );
  }

  issue(token: string): { readonly session: Session; readonly sealed: string } {
    const session: Session = {
      id: randomBytes(16).toString('base64url'),
      token,
      csrfToken: randomBytes(24).toString('base64url'),
      expiresAt: new Date(this.now() + SESSION_MS),
    };
    const content: Content = { i: session.id, t: token, c: session.csrfToken, e: session.expiresAt.getTime() };
    return { session, sealed: this.box.seal(JSON.stringify(content), IDENTITY).toString('base64url') };
  }

  /** @returns undefined for what was not sealed here, was changed, or has expired */
  open(sealed: string): Session | undefined {
    if (sealed.length > MAX_SEALED || !/^[A-Za-z0-9_-]+$/.test(sealed)) return undefined;
    const content = this.read(sealed);
    if (!content || content.e <= this.now()) return undefined;
    return { id: content.i, token: content.t, csrfToken: content.c, expiresAt: new Date(content.e) };
  }

  private read(sealed: string): Content | undefined {
    try {
      return JSON.parse(this.box.open(Buffer.from(sealed, 'base64url'), IDENTITY)) as Content;
    } catch (error) {
      if (error instanceof SecretUnreadableError) return undefined;
      throw error;
    }
  }
}

/** In constant time, also when the lengths differ: what is compared are digests. */
export function isCsrfTokenOf(session: Session, given: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(session.csrfToken), digest(given));
}
