import type { CatalogEntry, RuntimeEventType } from './catalog-entry.js';
import { CatalogError } from './catalog.errors.js';
import { assertEventName } from './event-name.js';
import type { EventType } from './event-type.js';
import { exampleAsInstance, exampleAsJson, payloadSchema } from './payload/payload-schema.js';
import { payloadValidator } from './payload/payload-validator.js';
import { schemaValidator } from './runtime/schema-validator.js';
import { describeEntries } from './validation-entry.js';
import type { ValidationEntry } from './validation-entry.js';

/** A checked and compiled event type. */
export interface Registration {
  readonly entry: CatalogEntry;
  validate(payload: unknown): readonly ValidationEntry[];
  revive(payload: object): object;
}

const RUNTIME_DESCRIPTION_MAX_LENGTH = 2000;

/** @throws CatalogError `invalid_event_name`, `invalid_payload_class`, `invalid_example` */
export function compileDeclared(type: EventType): Registration {
  assertEventName(type.name);
  const validator = payloadValidator(type.payload);
  // As receivers see it: an example whose JSON would not be accepted back is no example.
  const example = exampleAsJson(type.example);
  checkExample(type.name, validator.validate(example));
  const schema = payloadSchema(type.payload, exampleAsInstance(type.payload, example));
  return {
    entry: Object.freeze({
      name: type.name,
      version: type.version,
      description: type.description,
      source: 'code',
      schema,
      example,
      ...(type.resource === undefined ? {} : { resource: type.resource }),
      type,
    }),
    validate: (payload) => validator.validate(payload),
    revive: (payload) => validator.revive(payload),
  };
}

/** @throws CatalogError `invalid_event_name`, `invalid_event_type`, `invalid_schema`, `invalid_example` */
export function compileRuntime(type: RuntimeEventType): Registration {
  const { name, version = 1, description, schema, example, resource } = type;
  assertEventName(name);
  if (!Number.isSafeInteger(version) || version < 1 || version > 32_767) {
    refuseField(name, 'version', 'a whole number from 1 to 32767');
  }
  if (typeof description !== 'string' || description.length > RUNTIME_DESCRIPTION_MAX_LENGTH) {
    refuseField(name, 'description', `a text of at most ${RUNTIME_DESCRIPTION_MAX_LENGTH} characters`);
  }
  const validator = schema === undefined || schema === null ? undefined : schemaValidator(schema);
  const validate = validator === undefined ? anyObject : (payload: unknown) => validator.validate(payload);
  if (example !== undefined && example !== null) checkExample(name, validate(example));
  return {
    entry: Object.freeze({
      name,
      version,
      description,
      source: 'api',
      schema: validator?.schema ?? null,
      example: example === undefined || example === null ? null : exampleAsJson(example),
      ...(resource === undefined ? {} : { resource }),
    }),
    validate,
    revive: (payload) => payload,
  };
}

function anyObject(payload: unknown): readonly ValidationEntry[] {
  const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload);
  return isObject ? [] : [{ path: '', message: 'the payload must be an object', expected: 'an object' }];
}

function checkExample(name: string, entries: readonly ValidationEntry[]): void {
  if (entries.length === 0) return;
  throw new CatalogError(
    'invalid_example',
    `The example of event type "${name}" does not fit its payload: ${describeEntries(entries)}`,
    entries.map((entry) => ({ ...entry, path: entry.path === '' ? 'example' : `example.${entry.path}` })),
  );
}

function refuseField(name: string, field: string, expected: string): never {
  throw new CatalogError('invalid_event_type', `Event type "${name}": ${field} must be ${expected}`, [
    { path: field, message: `must be ${expected}`, expected },
  ]);
}
