import { Inject, Injectable } from '@nestjs/common';
import type { Database, Queryable } from '@posthorn/database';
import type { EventResource, JsonSchema } from '@posthorn/event-catalog';
import { DATABASE, SCHEMA } from '../webhooks.tokens.js';

export interface EventTypeRow {
  readonly name: string;
  readonly version: number;
  readonly source: 'code' | 'api';
  readonly description: string;
  readonly schema: JsonSchema | null;
  readonly example: Readonly<Record<string, unknown>> | null;
  readonly resource: EventResource | null;
  /** null for the library's own. */
  readonly created_at: Date | null;
  readonly updated_at: Date | null;
}

export type NewEventTypeRow = Omit<EventTypeRow, 'created_at' | 'updated_at'>;

/** SQL of event types. They belong to the installation (RULES 26). */
@Injectable()
export class EventTypeStore {
  private readonly sql: ReturnType<typeof statements>;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SCHEMA) schema: string,
  ) {
    this.sql = statements(schema);
  }

  async names(): Promise<string[]> {
    return (await this.database.query<{ name: string }>(this.sql.names)).rows.map((row) => row.name);
  }

  async find(name: string, tx: Queryable = this.database): Promise<EventTypeRow | undefined> {
    return (await tx.query<EventTypeRow>(this.sql.find, [name])).rows[0];
  }

  /** By name. */
  async list(after: string | null, limit: number): Promise<EventTypeRow[]> {
    return (await this.database.query<EventTypeRow>(this.sql.list, [after, limit])).rows;
  }

  async registeredByApi(): Promise<EventTypeRow[]> {
    return (await this.database.query<EventTypeRow>(this.sql.registeredByApi)).rows;
  }

  /** False when the name is taken. */
  async insert(tx: Queryable, row: NewEventTypeRow): Promise<boolean> {
    return (await tx.query(this.sql.insert, values(row))).rowCount > 0;
  }

  async update(tx: Queryable, row: NewEventTypeRow): Promise<void> {
    await tx.query(this.sql.update, values(row));
  }

  /** Writes a type that code declares; false when it was there in this very form. */
  async putFromCode(tx: Queryable, row: NewEventTypeRow): Promise<boolean> {
    return (await tx.query(this.sql.putFromCode, values(row))).rowCount > 0;
  }

  async bumpVersion(tx: Queryable): Promise<void> {
    await tx.query(this.sql.bumpVersion);
  }
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

function values(row: NewEventTypeRow): unknown[] {
  const { name, version, source, description, schema, example, resource } = row;
  return [name, version, source, description, json(schema), json(example), json(resource)];
}

function statements(s: string) {
  const columns = 'name, version, source, description, schema, example, resource, created_at, updated_at';
  const parameters = '$1::text, $2::integer, $3::text, $4::text, $5::jsonb, $6::jsonb, $7::jsonb';
  const insert = `insert into ${s}.event_types as t (name, version, source, description, schema, example, resource)
    values (${parameters})`;
  return {
    names: `select name from ${s}.event_types`,
    find: `select ${columns} from ${s}.event_types where name = $1::text`,
    list: `select ${columns} from ${s}.event_types where $1::text is null or name collate "C" > $1 collate "C"
      order by name collate "C" limit $2::integer`,
    registeredByApi: `select ${columns} from ${s}.event_types where source = 'api'`,
    insert: `${insert} on conflict (name) do nothing`,
    update: `update ${s}.event_types set (version, source, description, schema, example, resource, updated_at)
      = row($2::integer, $3::text, $4::text, $5::jsonb, $6::jsonb, $7::jsonb, now()) where name = $1::text`,
    // Nothing is written when nothing changed: many processes boot at once, and each write moves the configuration.
    putFromCode: `${insert} on conflict (name) do update set version = excluded.version, source = excluded.source,
        description = excluded.description, schema = excluded.schema, example = excluded.example,
        resource = excluded.resource, updated_at = now()
      where (t.version, t.source, t.description, t.schema, t.example, t.resource) is distinct from
        (excluded.version, excluded.source, excluded.description, excluded.schema, excluded.example, excluded.resource)
        and t.version <= excluded.version`,
    bumpVersion: `update ${s}.configuration set version = version + 1`,
  } as const;
}
