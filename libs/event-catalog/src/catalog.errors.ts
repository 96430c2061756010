import type { ValidationEntry } from './validation-entry.js';

export type CatalogErrorCode =
  /** The name does not follow `<noun>.<verb>` in lower case. */
  | 'invalid_event_name'
  /** Version, description, resource or payload class of a definition cannot be used. */
  | 'invalid_event_type'
  /** A payload class holds a rule that publishing cannot check, or a field whose class is not known. */
  | 'invalid_payload_class'
  /** The example does not fit its own payload class or schema. */
  | 'invalid_example'
  /** A JSON Schema that is not one, is too large or uses what is not allowed. */
  | 'invalid_schema'
  /** Two event types with one name. */
  | 'duplicate_event_type'
  | 'unknown_event_type';

/** What is wrong with an event type or the catalog. `entries` names the wrong fields, where there are any. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError';

  constructor(
    readonly code: CatalogErrorCode,
    message: string,
    readonly entries: readonly ValidationEntry[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Asked for a type that nobody registered. `nearest` holds the closest known names, the closest first. */
export class UnknownEventTypeError extends CatalogError {
  constructor(
    readonly type: string,
    readonly nearest: readonly string[],
  ) {
    const advice =
      nearest.length === 0
        ? 'the catalog is empty: give the types to EventCatalogModule.forFeature([...]) in the module that owns them'
        : `did you mean ${nearest.map((name) => `"${name}"`).join(', ')}? A type is known once its module gives it to EventCatalogModule.forFeature([...])`;
    super('unknown_event_type', `No event type "${printable(type)}" is registered; ${advice}`);
  }
}

/** A caller's text, short and on one line, so that it can stand in a message or a log. */
export function printable(text: string): string {
  const line = JSON.stringify(text.slice(0, 140)).slice(1, -1);
  return text.length > 140 ? `${line}…` : line;
}
