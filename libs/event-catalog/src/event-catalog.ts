import { CatalogError, UnknownEventTypeError } from './catalog.errors.js';
import type { CatalogEntry, RuntimeEventType } from './catalog-entry.js';
import type { EventType } from './event-type.js';
import { nearestNames } from './nearest-names.js';
import { compileDeclared, compileRuntime } from './registration.js';
import type { Registration } from './registration.js';
import type { ValidationEntry } from './validation-entry.js';

/**
 * The event types of one application. An instance, never a static: two applications in one process have two
 * catalogs.
 */
export class EventCatalog {
  private readonly registrations = new Map<string, Registration>();
  private changes = 0;

  /** Grows with every change; for those who keep something that was derived from the catalog. */
  get revision(): number {
    return this.changes;
  }

  /**
   * Adds a type that code declares. The same definition again changes nothing.
   * @throws CatalogError `duplicate_event_type` naming both, `invalid_payload_class`, `invalid_example`
   */
  register(type: EventType): CatalogEntry {
    const known = this.registrations.get(type.name);
    if (known?.entry.type === type) return known.entry;
    const registration = compileDeclared(type);
    if (known !== undefined) refuseDuplicate(known.entry, registration.entry);
    return this.keep(registration);
  }

  /**
   * Adds a type by its JSON Schema.
   * @throws CatalogError `duplicate_event_type`, `invalid_event_name`, `invalid_event_type`, `invalid_schema`,
   *   `invalid_example`
   */
  registerRuntime(type: RuntimeEventType): CatalogEntry {
    const registration = compileRuntime(type);
    const known = this.registrations.get(type.name);
    if (known !== undefined) refuseDuplicate(known.entry, registration.entry);
    return this.keep(registration);
  }

  /**
   * Adds a type by its JSON Schema or replaces the one registered so: what another process stored is taken over.
   * @throws CatalogError as `registerRuntime`; `duplicate_event_type` only when code declares the name
   */
  putRuntime(type: RuntimeEventType): CatalogEntry {
    const registration = compileRuntime(type);
    const known = this.registrations.get(type.name);
    if (known?.entry.source === 'code') refuseDuplicate(known.entry, registration.entry);
    return this.keep(registration);
  }

  /** Takes a type away that was registered while running. Types of code stay: answers false. */
  removeRuntime(name: string): boolean {
    if (this.registrations.get(name)?.entry.source !== 'api') return false;
    this.changes += 1;
    return this.registrations.delete(name);
  }

  get(name: string): CatalogEntry | undefined {
    return this.registrations.get(name)?.entry;
  }

  has(name: string): boolean {
    return this.registrations.has(name);
  }

  /** @throws UnknownEventTypeError (`unknown_event_type`) with the nearest known names */
  require(name: string): CatalogEntry {
    return this.registration(name).entry;
  }

  /** All types, by name. */
  all(): readonly CatalogEntry[] {
    return [...this.registrations.values()].map(({ entry }) => entry).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The known names closest to one that is not, the closest first; at most `count` (3). */
  nearest(name: string, count = 3): string[] {
    return nearestNames(name, this.registrations.keys(), count);
  }

  /**
   * Checks a payload: against the decorators of its class (an unknown field is an error), or against its JSON Schema.
   * Dates may be `Date` or ISO 8601 text.
   * @returns what is wrong, one entry per field; empty when the payload is right
   * @throws UnknownEventTypeError
   */
  validate(type: string | EventType, payload: unknown): readonly ValidationEntry[] {
    return this.registration(typeof type === 'string' ? type : type.name).validate(payload);
  }

  /**
   * A payload that came as JSON, in the form of its class: nested instances, dates as `Date`. Types without a class
   * get it back as it is. Nothing is checked.
   * @throws UnknownEventTypeError
   */
  revive(type: string | EventType, payload: object): object {
    return this.registration(typeof type === 'string' ? type : type.name).revive(payload);
  }

  private registration(name: string): Registration {
    const known = this.registrations.get(name);
    if (known === undefined) throw new UnknownEventTypeError(name, this.nearest(name));
    return known;
  }

  private keep(registration: Registration): CatalogEntry {
    this.registrations.set(registration.entry.name, registration);
    this.changes += 1;
    return registration.entry;
  }
}

function refuseDuplicate(first: CatalogEntry, second: CatalogEntry): never {
  throw new CatalogError(
    'duplicate_event_type',
    `Two event types are called "${first.name}": ${label(first)} and ${label(second)}. Rename one of them, or declare it in one module only`,
    [{ path: 'name', message: 'is taken by another event type', expected: 'a name that is not in use' }],
  );
}

function label({ version, type, description }: CatalogEntry): string {
  const payload = type === undefined ? 'registered while running' : `payload ${type.payload.name}`;
  return `version ${version} (${payload}, "${description.slice(0, 80)}")`;
}
