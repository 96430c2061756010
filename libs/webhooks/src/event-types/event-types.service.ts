import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Database } from '@posthorn/database';
import {
  CatalogError,
  EventCatalog,
  isEventName,
  type CatalogEntry,
  type RuntimeEventType,
} from '@posthorn/event-catalog';
import { AuditStore } from '../audit/audit.store.js';
import { INSTALLATION } from '../access/project-scope.js';
import { BootWork } from '../common/boot-work.js';
import type { CursorCodec } from '../http/cursor.js';
import { toPage, type Page, type PageRequest } from '../http/page.js';
import {
  InvalidInputError,
  ResourceNotFoundError,
  StateConflictError,
  WebhooksOptionsError,
  type FieldProblem,
} from '../webhooks.errors.js';
import { CURSORS, DATABASE } from '../webhooks.tokens.js';
import { OPERATIONAL_EVENTS } from './operational-types.js';
import { EventTypeStore, type EventTypeRow, type NewEventTypeRow } from './event-type.store.js';

export type EventTypeChange = Partial<Omit<RuntimeEventType, 'name' | 'resource'>>;

/**
 * Event types of the installation. The table is what all processes share: code types are written there at boot, so
 * that SQL publishers and processes without the code know them, and types registered over REST are read from it.
 */
@Injectable()
export class EventTypesService implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Types of the table that are in the catalog, and as of when. */
  private readonly takenOver = new Map<string, number>();
  private readonly boot: BootWork;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CURSORS) private readonly cursors: CursorCodec,
    private readonly catalog: EventCatalog,
    private readonly store: EventTypeStore,
    private readonly audit: AuditStore,
  ) {
    const register = async (): Promise<void> => {
      await this.writeCodeTypes();
      await this.takeOver();
    };
    this.boot = new BootWork('registration of event types', register);
  }

  async onApplicationBootstrap(): Promise<void> {
    refuseReserved(this.codeTypes());
    await this.boot.run();
  }

  onApplicationShutdown(): Promise<void> {
    return this.boot.stop();
  }

  /** Takes over into this process's catalog what was registered over REST, by any process. */
  async takeOver(): Promise<void> {
    for (const row of await this.store.registeredByApi()) this.takeOverOne(row);
  }

  /** Makes sure that this process knows a type as it is, which another one may have registered or changed a moment ago. */
  async learn(name: string): Promise<void> {
    if (!isEventName(name) || this.catalog.get(name)?.source === 'code') return;
    const row = await this.store.find(name);
    if (row?.source === 'api') this.takeOverOne(row);
  }

  /** @throws ResourceNotFoundError */
  async get(name: string): Promise<EventTypeRow> {
    const row = OPERATIONAL.get(name) ?? (isEventName(name) ? await this.store.find(name) : undefined);
    if (!row) throw new ResourceNotFoundError('event_type');
    return row;
  }

  async list(request: PageRequest): Promise<Page<EventTypeRow>> {
    const after = request.cursor === undefined ? null : String(this.cursors.decode('event-types', request.cursor)[0]);
    const stored = await this.store.list(after, request.limit + 1);
    const own = [...OPERATIONAL.values()].filter(({ name }) => after === null || name > after);
    const rows = [...stored, ...own].sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, request.limit + 1);
    return toPage(rows, request.limit, (last) => this.cursors.encode('event-types', [last.name]));
  }

  /** @throws InvalidInputError; StateConflictError `duplicate_event_type` */
  async register(type: RuntimeEventType, actor: string): Promise<EventTypeRow> {
    const row = this.compiled(type);
    if (OPERATIONAL.has(type.name)) throw taken(type.name);
    await this.database.transaction(async (tx) => {
      if (this.catalog.get(type.name)?.source === 'code' || !(await this.store.insert(tx, row))) {
        throw taken(type.name);
      }
      await this.store.bumpVersion(tx);
      await this.audit.add(tx, { projectId: INSTALLATION, actor, action: 'event_type.registered', target: type.name });
    });
    this.catalog.putRuntime(type);
    return this.get(type.name);
  }

  /** Absent keeps, null clears. @throws ResourceNotFoundError, InvalidInputError, StateConflictError */
  async change(name: string, change: EventTypeChange, actor: string): Promise<EventTypeRow> {
    if (OPERATIONAL.has(name)) {
      throw new StateConflictError('declared_in_code', `"${name}" is an event of Posthorn itself.`);
    }
    const merged = await this.database.transaction(async (tx) => {
      const current = isEventName(name) ? await this.store.find(name, tx) : undefined;
      if (!current) throw new ResourceNotFoundError('event_type');
      if (current.source === 'code') {
        throw new StateConflictError('declared_in_code', `"${name}" is declared in code. Change it there.`);
      }
      const type = { ...runtimeType(current), ...withoutUndefined(change) };
      await this.store.update(tx, this.compiled(type));
      await this.store.bumpVersion(tx);
      await this.audit.add(tx, { projectId: INSTALLATION, actor, action: 'event_type.changed', target: name });
      return type;
    });
    this.catalog.putRuntime(merged);
    return this.get(name);
  }

  private codeTypes(): readonly CatalogEntry[] {
    return this.catalog.all().filter((entry) => entry.source === 'code');
  }

  private async writeCodeTypes(): Promise<void> {
    const declared = this.codeTypes();
    if (declared.length === 0) return;
    await this.database.transaction(async (tx) => {
      let changed = false;
      for (const { name, version, description, schema, example, resource } of declared) {
        const row = {
          name,
          version,
          source: 'code',
          description,
          schema,
          example,
          resource: resource ?? null,
        } as const;
        changed = (await this.store.putFromCode(tx, row)) || changed;
      }
      if (changed) await this.store.bumpVersion(tx);
    });
  }

  private takeOverOne(row: EventTypeRow): void {
    const changedAt = row.updated_at?.getTime() ?? 0;
    // Compiling a schema takes milliseconds, so an unchanged one is not compiled again.
    if (this.catalog.get(row.name)?.source === 'code' || this.takenOver.get(row.name) === changedAt) return;
    this.catalog.putRuntime(runtimeType(row));
    this.takenOver.set(row.name, changedAt);
  }

  /** Compiles the type in a catalog of its own: a bad one must not get into the application's. */
  private compiled(type: RuntimeEventType): NewEventTypeRow {
    try {
      const { name, version, description, schema, example } = new EventCatalog().registerRuntime(type);
      return { name, version, source: 'api', description, schema, example, resource: null };
    } catch (error) {
      if (!(error instanceof CatalogError)) throw error;
      throw new InvalidInputError(problemsOf(error));
    }
  }
}

function refuseReserved(declared: readonly { readonly name: string }[]): void {
  const reserved = declared.find(({ name }) => OPERATIONAL.has(name));
  if (reserved) {
    throw new WebhooksOptionsError(
      `"${reserved.name}" is an event of Posthorn itself. Give your event type another name.`,
    );
  }
}

function taken(name: string): StateConflictError {
  return new StateConflictError('duplicate_event_type', `There is an event type "${name}" already.`);
}

/** The events about webhooks as rows: they are in no table, for nobody but the library publishes them. */
const OPERATIONAL: ReadonlyMap<string, EventTypeRow> = new Map(
  OPERATIONAL_EVENTS.map((type) => [
    type.name,
    { ...type, version: 1, source: 'code', resource: null, created_at: null, updated_at: null },
  ]),
);

/** Entries of a schema are relative to it, the others to the type. */
function problemsOf({ code, message, entries }: CatalogError): FieldProblem[] {
  if (entries.length === 0) return [{ field: code === 'invalid_schema' ? 'schema' : 'name', code, message }];
  return entries.map((entry) => {
    const path = [...(code === 'invalid_schema' ? ['schema'] : []), ...(entry.path === '' ? [] : [entry.path])].join(
      '.',
    );
    return { field: path, code, message: `${path}: ${entry.message}`, expected: entry.expected };
  });
}

function runtimeType(row: EventTypeRow): RuntimeEventType {
  const { name, version, description, schema, example } = row;
  return { name, version, description, schema, example };
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Partial<T>;
}
