import type { RowChange } from '../dialect/row-change.js';
import type { EventResource } from '@posthorn/event-catalog';

/** One entry of `events`: a name, wildcard or Appwrite pattern, or operations of a table. */
export type EventSelector =
  string | { readonly table: string; readonly operations: readonly ('INSERT' | 'UPDATE' | 'DELETE' | '*')[] };

/** What a webhook listens for, as stored (DESIGN section 6). */
export interface Subscription {
  readonly events: readonly EventSelector[];
  readonly collections: readonly string[];
  readonly tables: readonly string[];
  /** Content filter; null hears everything that `events` selects. */
  readonly filter: Readonly<Record<string, unknown>> | null;
  /** `appwrite-native` keeps the real pattern grammar. */
  readonly dialect: string;
}

/** What matching needs to know of an event. */
export interface MatchableEvent {
  readonly projectId: string | null;
  readonly type: string;
  readonly kind: 'catalog' | 'change' | 'operational';
  readonly resource?: EventResource;
  readonly change?: RowChange;
  readonly appwriteEvent?: string;
  /** The frozen payload; parsed only when a filter or an Appwrite pattern needs it. */
  readonly data: string;
}

/** Why a webhook did or did not get an event: a stable code and words for `explain`. */
export interface MatchVerdict {
  readonly matches: boolean;
  readonly code:
    'matched' | 'other_project' | 'not_subscribed' | 'collection_not_selected' | 'table_not_selected' | 'filtered_out';
  readonly reason: string;
}

/** All webhooks of the installation, compiled. Rebuilt wholesale when the configuration version moves. */
export interface SubscriptionIndex<W> {
  /** Webhooks of the event's project and of the installation that listen for it; each at most once. */
  match(event: MatchableEvent): readonly W[];
}

export interface MatchOptions {
  /** The `<db>` of `databases.<db>.tables…` for row changes; `main` unless said. */
  readonly appwriteDatabase?: string;
}

export interface SubscribedWebhook {
  /** null: installation-wide, hears every project. */
  readonly projectId: string | null;
  readonly subscription: Subscription;
}
