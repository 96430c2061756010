import type { Configuration } from '../configuration/configuration.js';
import type { RenderableEvent, RowChange } from '../dialect/dialect.js';
import { formatId } from '../ids/prefixed-id.js';
import { canonicalJson } from '../outbox/canonical-json.js';
import type { MatchableEvent } from '../subscriptions/subscription.js';

/** What every claim returns of an event. All event columns are null when the event's day was dropped. */
export interface EventColumns {
  readonly event_id: string;
  readonly event_project: string;
  readonly type: string | null;
  readonly version: number | null;
  /** Its place in the order of publishing; only the relay reads it. */
  readonly sequence?: number | null;
  readonly occurred_ms: number | null;
  readonly data: string | null;
  readonly details: EventDetails | null;
  readonly canonical: boolean | null;
  readonly invalid_reason: string | null;
}

/** `events.details`: what is not part of the payload. */
export interface EventDetails {
  readonly kind?: 'catalog' | 'change' | 'operational';
  readonly change?: {
    readonly schema: string;
    readonly table: string;
    readonly operation: 'INSERT' | 'UPDATE' | 'DELETE';
    readonly record?: Readonly<Record<string, unknown>>;
    readonly old_record?: Readonly<Record<string, unknown>> | null;
    /** `old_record` as the JSON text that a trigger wrote: PostgreSQL's, with numbers that JavaScript cannot hold. */
    readonly old?: string;
    readonly key_columns?: readonly string[];
  };
  readonly appwrite?: string;
  readonly test?: boolean;
  readonly traceparent?: string;
}

/** A row change as `events.details` holds it. */
export type StoredChange = NonNullable<EventDetails['change']>;

/** An event in the memory of a dispatcher, shared by all of its deliveries there. */
export interface LoadedEvent {
  /** UUID with hyphens. */
  readonly id: string;
  /** '' for the installation. */
  readonly project: string;
  readonly type: string;
  /** W3C trace context of the publisher, if there is one. */
  readonly traceparent: string | undefined;
  /** 0 where it does not matter: everything but a fan-out. */
  readonly sequence: number;
  readonly match: MatchableEvent;
  /** null: the payload was erased or its day was dropped. */
  readonly renderable: RenderableEvent | null;
  /** Bodies that are the same for all webhooks of a dialect; null until one is made. */
  bodies: SharedBody | null;
}

/** A body that a dialect makes for all of its webhooks, and those of other dialects: nearly always there is one. */
export interface SharedBody {
  readonly dialect: string;
  readonly text: string;
  readonly next: SharedBody | null;
}

/** @param data the canonical payload; null when there is none */
export function loadEvent(
  row: EventColumns,
  data: string | null,
  configuration: Pick<Configuration, 'eventTypes'>,
): LoadedEvent {
  const type = row.type ?? '';
  const project = row.event_project;
  const projectId = project === '' ? null : project;
  const resource = configuration.eventTypes.get(type)?.resource;
  const change = row.details?.change === undefined ? undefined : rowChange(row.details.change, data);
  const appwriteEvent = row.details?.appwrite;
  const text = data ?? '{}';
  const kind = row.details?.kind ?? (change === undefined ? 'catalog' : 'change');
  const id = formatId('evt', row.event_id);
  const occurredAt = new Date(row.occurred_ms ?? 0);
  // Most events have none of these. Literals of one shape and no spread: 0.6 µs per event against 2.1.
  const bare = resource === undefined && change === undefined && appwriteEvent === undefined;
  const more = bare
    ? undefined
    : {
        ...(resource === undefined ? {} : { resource }),
        ...(change === undefined ? {} : { change }),
        ...(appwriteEvent === undefined ? {} : { appwriteEvent }),
      };
  // One object for both readers: it lives as long as the delivery waits, and what waits is what the collector copies.
  const content = { projectId, type, data: text, kind, id, occurredAt };
  const whole = more === undefined ? content : { ...content, ...more };
  return {
    id: row.event_id,
    project,
    type,
    traceparent: row.details?.traceparent,
    sequence: row.sequence ?? 0,
    match: whole,
    renderable: data === null ? null : whole,
    bodies: null,
  };
}

function rowChange(stored: StoredChange, data: string | null): RowChange {
  let parsed: Readonly<Record<string, unknown>> | undefined = stored.record;
  let old: Readonly<Record<string, unknown>> | null | undefined;
  return {
    schema: stored.schema,
    table: stored.table,
    operation: stored.operation,
    // The payload is the record (the old one of a DELETE): stored once, read when a dialect or filter wants it.
    get record() {
      return (parsed ??= JSON.parse(data ?? '{}') as Record<string, unknown>);
    },
    get oldRecord() {
      return (old ??= oldRecordOf(stored));
    },
    ...(stored.key_columns ? { keyColumns: stored.key_columns } : {}),
  };
}

/** The row before the change, read from the form in which it is stored; null when there is none or it cannot be read. */
export function oldRecordOf(change: StoredChange): Readonly<Record<string, unknown>> | null {
  if (change.old === undefined) return change.old_record ?? null;
  const result = canonicalJson(change.old);
  return result.ok ? result.value : null;
}
