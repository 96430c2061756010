import { CatalogError } from './catalog.errors.js';
import { assertEventName } from './event-name.js';
import type { EventResource, EventType, PayloadClass } from './event-type.js';

/** What `defineEvent` takes. */
export interface EventDefinition<Payload extends object> {
  /** `user.created`: lower-case words joined by dots, at most 128 characters. */
  readonly name: string;
  /** Version of the payload, from 1. Raise it when a change could break a receiver. Default 1. */
  readonly version?: number;
  /** One sentence for the people who receive it. */
  readonly description: string;
  /** Class with class-validator decorators on every field. */
  readonly payload: PayloadClass<Payload>;
  /** A payload as a receiver sees it; checked against the class when the type is registered. */
  readonly example: NoInfer<Payload>;
  /** How the event shows itself in dialects that speak of rows and resources. */
  readonly resource?: EventResource;
}

const OPERATIONS: readonly unknown[] = ['create', 'update', 'delete'];

/**
 * Declares an event type. Give the result to `EventCatalogModule.forFeature([...])` (or `catalog.register`), and to
 * `bus.publish`, where the compiler then knows the payload.
 * @throws CatalogError `invalid_event_name` or `invalid_event_type`
 */
export function defineEvent<Payload extends object>(definition: EventDefinition<Payload>): EventType<Payload> {
  const { name, version = 1, description, payload, example, resource } = definition;
  assertEventName(name);
  const refuse = (field: string, expected: string): never => {
    throw new CatalogError('invalid_event_type', `Event type "${name}": ${field} must be ${expected}`, [
      { path: field, message: `must be ${expected}`, expected },
    ]);
  };
  if (!Number.isSafeInteger(version) || version < 1 || version > 32_767) {
    refuse('version', 'a whole number from 1 to 32767');
  }
  if (typeof description !== 'string' || description.trim() === '') refuse('description', 'a sentence');
  if (typeof payload !== 'function') refuse('payload', 'a class with class-validator decorators');
  const given: unknown = example;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    refuse('example', 'an object that the payload class accepts');
  }
  if (resource !== undefined) checkResource(resource, refuse);
  return Object.freeze({
    name,
    version,
    description,
    payload,
    example,
    ...(resource === undefined ? {} : { resource: Object.freeze({ ...resource }) }),
  });
}

function checkResource(resource: EventResource, refuse: (field: string, expected: string) => never): void {
  if (typeof resource.collection !== 'string' || resource.collection === '') {
    refuse('resource.collection', 'the name of a collection');
  }
  if (typeof resource.idField !== 'string' || resource.idField === '') {
    refuse('resource.idField', 'the field of the payload that identifies the resource');
  }
  if (!OPERATIONS.includes(resource.operation)) refuse('resource.operation', '"create", "update" or "delete"');
  if (resource.appwrite !== undefined && !/^[^\s.]+(\.[^\s.]+)+$/.test(resource.appwrite)) {
    refuse('resource.appwrite', 'segments joined by dots, such as "users.{id}.create"');
  }
}
