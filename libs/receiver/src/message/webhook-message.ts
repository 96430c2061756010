import type { ReceivedScheme } from '../schemes.js';

/** One verified webhook, the same whatever system sent it. */
export interface WebhookMessage<Data = unknown> {
  readonly scheme: ReceivedScheme;
  /**
   * What duplicates are told by: the id of the event, which is the same in every attempt and replay. Where a system sends
   * none (`backendify`, `fluxbase`, `appwrite-native`) it is the SHA-256 of the body, `sha256:…`.
   */
  readonly id: string;
  /** Name of the event as the sender calls it: `user.created`, `record.created`, `INSERT`, `users.u1.create`. */
  readonly type: string;
  /** The payload without its envelope: `data`, `record`, `payload`, or the whole body. */
  readonly data: Data;
  /** The row before the change, in the systems that send it. */
  readonly previous?: unknown;
  /** When it happened, as far as the sender says. */
  readonly occurredAt?: Date;
  /** Unix seconds of this attempt, where they are signed. */
  readonly timestamp?: number;
  /** The whole body, parsed. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Which of the receiver's secrets matched: more than 0 tells that the sender still signs with an older one. */
  readonly secretIndex: number;
  /** Posthorn's headers, for logs. Not signed: base no decision on them. */
  readonly delivery: { readonly id?: string; readonly attempt?: number };
}
