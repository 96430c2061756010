/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Constructor of a payload class with class-validator decorators. */
export type PayloadClass<Payload extends object = object> = new () => Payload;

/**
 * How an event shows itself in dialects that speak of rows and resources.
 * `{ collection: 'users', idField: 'id', operation: 'create', appwrite: 'users.{id}.create' }`
 */
export interface EventResource {
  /** The collection or table that `backendify` and `fluxbase` name. */
  readonly collection: string;
  /** The field of the payload that identifies the resource. */
  readonly idField: string;
  readonly operation: 'create' | 'update' | 'delete';
  /** Appwrite event name; `{id}` and `{project}` are filled in. */
  readonly appwrite?: string;
}

/**
 * A named, versioned, documented payload. Made by `defineEvent`; the type parameter is what lets the compiler
 * check `bus.publish(UserCreated, { … })`.
 */
export interface EventType<Payload extends object = object> {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly payload: PayloadClass<Payload>;
  readonly example: Payload;
  readonly resource?: EventResource;
}
