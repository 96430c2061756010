import type { Caller } from '@posthorn/webhooks';

/** Who knows the keys of projects. Whether a key's project still exists is another question, asked later. */
export abstract class KeyAuthenticator {
  /** Whom this process remembers under the key, without asking the database. */
  abstract remembered(token: string): Caller | undefined;
  /** Whether the key was good lately: then asking for it is no guess, whatever others at its address do. */
  abstract wasGood(token: string): boolean;
  /** undefined when nobody has the key, it was revoked or it has expired. */
  abstract authenticate(token: string): Promise<Caller | undefined>;
}
