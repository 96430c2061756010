import type { EventResource, EventType, JsonSchema } from './event-type.js';

/** An event type that was registered while the application runs: described by a JSON Schema instead of a class. */
export interface RuntimeEventType {
  readonly name: string;
  /** Default 1. */
  readonly version?: number;
  readonly description: string;
  /** JSON Schema, draft 2020-12. Without one any object is a payload. */
  readonly schema?: JsonSchema | null;
  readonly example?: Readonly<Record<string, unknown>> | null;
  readonly resource?: EventResource;
}

/** What the catalog knows of one event type. */
export interface CatalogEntry {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  /** `code`: declared with `defineEvent`; `api`: registered while running. */
  readonly source: 'code' | 'api';
  /** JSON Schema, draft 2020-12; null: any object. */
  readonly schema: JsonSchema | null;
  /** Plain JSON, as a receiver sees it in `data`. */
  readonly example: Readonly<Record<string, unknown>> | null;
  readonly resource?: EventResource;
  /** The definition, for types that code declares. */
  readonly type?: EventType;
}
