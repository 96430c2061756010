import type { Caller } from '@posthorn/webhooks';

/** What a token that is a project's key stands for. */
export interface AuthenticatedKey {
  readonly caller: Caller;
  /** False once the project is deleted: its keys are still known, everything in it is not (RULES 21). */
  readonly projectExists: boolean;
}

/** Who knows the keys of projects. */
export abstract class KeyAuthenticator {
  /** What this process remembers of the key, without asking the database. */
  abstract remembered(token: string): AuthenticatedKey | undefined;
  /** undefined when nobody has the key, it was revoked or it has expired. */
  abstract authenticate(token: string): Promise<AuthenticatedKey | undefined>;
}
