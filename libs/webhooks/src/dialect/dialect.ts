import type { EventResource } from '@posthorn/event-catalog';
import type { EventSelector } from '../subscriptions/subscription.js';
import type { RowChange } from './row-change.js';

export type { RowChange };

/** An event as a dialect sees it. Bodies are a pure function of this, the webhook and the dialect. */
export interface RenderableEvent {
  /** `evt_` + 32 hex digits. */
  readonly id: string;
  readonly projectId: string | null;
  readonly type: string;
  readonly occurredAt: Date;
  /** The frozen payload: compact JSON text of an object. Concatenate it, do not parse and print it again. */
  readonly data: string;
  /** How the type maps to collections and resources, when the catalog says so. */
  readonly resource?: EventResource;
  /** Set for a row change; `data` is then the record (the old one for DELETE). */
  readonly change?: RowChange;
  /** A concrete Appwrite event name given by the publisher (`POST /v1/events {appwrite}`). */
  readonly appwriteEvent?: string;
}

/** What a dialect may know of the webhook. */
export interface RenderableWebhook {
  /** `hook_` + 32 hex digits. */
  readonly id: string;
  readonly externalId: string | null;
  readonly projectId: string | null;
  readonly name: string;
  readonly url: string;
  /** False: no signature and no timestamp header. */
  readonly signing: boolean;
}

/** A secret in the clear, for the moment of one attempt. */
export interface SigningSecret {
  readonly kind: 'hmac' | 'ed25519';
  readonly value: string;
}

export interface HeaderInput {
  readonly event: RenderableEvent;
  readonly webhook: RenderableWebhook;
  readonly body: string;
  /** Unix seconds of this attempt. */
  readonly timestamp: number;
  /**
   * Newest first; more than one during a rotation, each until its grace time ends. Empty when the webhook has none.
   * A header that lists signatures carries one for each. A header that holds one is signed with the *last* of the
   * list, the secret that receivers have had longest, so that a receiver may switch at any moment of the grace time.
   */
  readonly secrets: readonly SigningSecret[];
}

/** When to try again. A delay counts from the end of the previous attempt. */
export interface RetryPolicy {
  /** The wait before each attempt in seconds, the first usually 0; its length is the number of attempts. */
  readonly schedule: readonly number[];
  /**
   * 0 to 1: the share of each wait that is drawn at random, `wait × (1 − jitter + jitter × random)`. 0 keeps the exact waits
   * of the documents, 0.5 is what is called equal jitter, 1 full jitter.
   */
  readonly jitter: number;
}

export interface DialectPolicy {
  readonly retry: RetryPolicy;
  readonly timeoutSeconds: number;
  /** What a 410 means: the webhook is disabled, or it is retried like any other status. */
  readonly gone: 'disable' | 'retry';
  /** Whether a webhook without a secret gets a generated one. */
  readonly secret: 'generated' | 'optional';
  /** How long the secret before signs as well when a rotation does not say, in seconds. Absent: 0. */
  readonly rotationGraceSeconds?: number;
  /** Whether a `whsk_` secret can sign. Absent: only HMAC secrets can. */
  readonly ed25519?: boolean;
  /** Disabled after this many failed deliveries in a row, if the system that the dialect speaks for does so. */
  readonly disableAfterFailures?: number;
  /** 2xx is success; `below_400` is today's real Appwrite. */
  readonly success?: '2xx' | 'below_400';
}

/**
 * How a delivery looks on the wire. A plugin: adding one touches no other file. The core knows none by name.
 */
export interface Dialect {
  /** `standard`, `backendify`, … as stored on the webhook. */
  readonly name: string;
  readonly title: string;
  readonly policy: DialectPolicy;
  /** `event`: the body is the same for every webhook and is rendered once per event. */
  readonly bodyScope: 'event' | 'webhook';
  /** Compact JSON text of an object: `JSON.stringify(JSON.parse(body)) === body`. */
  body(event: RenderableEvent, webhook: RenderableWebhook): string;
  /**
   * Every header of the dialect, `Content-Type` and signature included; not the common `X-Posthorn-*` and
   * `User-Agent`, and not Basic authentication. Names and values are ASCII.
   * @throws an error with code `no_secret` when the webhook is to be signed and has no secret that can
   */
  headers(input: HeaderInput): Record<string, string>;
  /** Names of headers, lower case, that a webhook's own `headers` may not set in this dialect. */
  readonly reservedHeaders: readonly string[];
  /** The event of a test send, when it is not the usual sample of the webhook's first entry (`sampleEvent`). */
  sample?(input: SampleInput): SampleEvent;
}

/** What a sample is made from. */
export interface SampleInput {
  readonly events: readonly EventSelector[];
  readonly collections: readonly string[];
  readonly tables: readonly string[];
  /** Asked for by the caller instead of the webhook's first entry. */
  readonly eventType?: string;
  /** Catalog types by name, in the order of the catalog. */
  readonly types: readonly SampleType[];
}

export interface SampleType {
  readonly name: string;
  readonly example: Readonly<Record<string, unknown>> | null;
}

/** A made-up event: what `publish` would have stored. */
export interface SampleEvent {
  readonly type: string;
  /** Compact JSON text of an object. */
  readonly data: string;
  readonly change?: RowChange;
  readonly appwriteEvent?: string;
}
