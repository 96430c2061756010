import type { EventSelector } from '../subscriptions/subscription.js';
import type { DisableAfter, RetrySetting } from './webhook.row.js';

/** What a client may say of a webhook. In a change, absent keeps, null clears to the default, arrays replace. */
export interface WebhookSettings {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly url?: string | null;
  readonly events?: readonly EventSelector[] | null;
  readonly collections?: readonly string[] | null;
  readonly tables?: readonly string[] | null;
  readonly filter?: Readonly<Record<string, unknown>> | null;
  readonly dialect?: string | null;
  /** False pauses a webhook that is active; true resumes or enables one that is not. Absent at creation = true. */
  readonly active?: boolean | null;
  readonly signing?: boolean | null;
  /** Names as sent. `"[set]"` keeps the stored value, null removes the header. */
  readonly headers?: Readonly<Record<string, string | null>> | null;
  /** Without a password the stored one is kept. */
  readonly basicAuth?: { readonly username: string; readonly password?: string | null } | null;
  readonly retry?: RetrySetting | null;
  /** Seconds. */
  readonly timeoutSeconds?: number | null;
  readonly rateLimit?: { readonly perSecond: number } | null;
  readonly maxInFlight?: number | null;
  readonly orderingKey?: string | null;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
  readonly disableAfter?: DisableAfter | null;
  /** `ca`: certificates in PEM that are trusted for this receiver besides the usual ones. */
  readonly tls?: { readonly ca?: string | null } | null;
  readonly tlsVerify?: boolean | null;
}

export interface NewWebhook extends WebhookSettings {
  readonly url: string;
  readonly events: readonly EventSelector[];
  /** Absent or null: installation-wide. */
  readonly projectId?: string | null;
  /** A client's own id, unique per project. */
  readonly externalId?: string | null;
  /** 8 to 256 characters. Absent: generated, unless the dialect's document allows none. */
  readonly secret?: string | null;
}

/** Who changes something and how strictly it is judged. */
export interface ChangeContext {
  /** For the audit log; never a secret. */
  readonly actor: string;
  /** What becomes of event types that nobody has registered. `warn` is for the documents' APIs. */
  readonly unknownEvents?: 'refuse' | 'warn';
}

/** What the host's own code is called in the audit log. */
export const HOST: ChangeContext = { actor: 'host', unknownEvents: 'refuse' };
