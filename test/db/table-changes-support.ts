import { fromPg, loadMigrations, type Migration } from '@posthorn/database';
import { TableChanges, tableChangesMigrations, type TableChangesOptions } from '@posthorn/table-changes';
import { canonicalJson } from '@posthorn/webhooks/engine';
import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

/** Posthorn's migrations and those of the table changes. */
export async function allMigrations(): Promise<readonly Migration[]> {
  const webhooks = await loadMigrations(new URL('../../libs/webhooks/migrations/', import.meta.url));
  return [...webhooks, ...(await tableChangesMigrations())];
}

/** An event of a row change, its texts read as the relay reads them. */
export interface ChangeEvent {
  readonly project: string;
  readonly type: string;
  readonly schema: string;
  readonly table: string;
  readonly operation: string;
  readonly key: readonly string[] | undefined;
  readonly record: Readonly<Record<string, unknown>> | null;
  readonly old: Readonly<Record<string, unknown>> | null;
  readonly invalid: string | null;
}

/** A database with Posthorn in it, and what the tests of table changes do with it. */
export class TableBench {
  constructor(readonly base: TestDatabase) {}

  static async create(): Promise<TableBench> {
    return new TableBench(await createTestDatabase({ migrate: await allMigrations() }));
  }

  get pool(): pg.Pool {
    return this.base.pool;
  }

  /** Everything in `public` may be heard unless the test says otherwise. */
  async changes(options: Partial<TableChangesOptions> = {}): Promise<TableChanges> {
    const changes = new TableChanges(fromPg(this.pool), { tables: ['public.*'], ...options });
    await changes.applyRules();
    return changes;
  }

  async run(sql: string, values: unknown[] = []): Promise<pg.QueryResult> {
    return this.pool.query(sql, values);
  }

  /** Takes every event that there is, in the order of their statement, with its outbox row. */
  async take(): Promise<ChangeEvent[]> {
    const { rows } = await this.pool.query<{
      project_id: string;
      type: string;
      data: string | null;
      details: { kind: string; change: Record<string, unknown> };
      invalid_reason: string | null;
      queued: boolean;
      canonical: boolean;
    }>(`select e.project_id, e.type, e.data, e.details, e.invalid_reason, e.canonical,
      exists (select from posthorn.outbox o where o.event_id = e.id and o.project_id = e.project_id) as queued
      from posthorn.events e order by e.sequence`);
    // TRUNCATE makes new files of every day's tables and indexes, and these are few rows.
    await this.pool.query('delete from posthorn.events; delete from posthorn.outbox');
    return rows.map(({ project_id, type, data, details, invalid_reason, queued, canonical }) => {
      if (details.kind !== 'change' || canonical) throw new Error(`not a raw change: ${JSON.stringify(details)}`);
      if (queued === (invalid_reason !== null))
        throw new Error('the outbox has what cannot be sent, or lacks what can');
      const { schema, table, operation, key_columns, old } = details.change;
      return {
        project: project_id,
        type,
        schema: String(schema),
        table: String(table),
        operation: String(operation),
        key: key_columns as readonly string[] | undefined,
        record: read(data),
        old: read((old as string | undefined) ?? null),
        invalid: invalid_reason,
      };
    });
  }

  /** Counts the events, of which there may be many, and takes them away. */
  async count(): Promise<{ events: number; queued: number }> {
    const { rows } = await this.pool.query<{ events: number; queued: number }>(`select
      (select count(*)::int from posthorn.events) as events, (select count(*)::int from posthorn.outbox) as queued`);
    await this.pool.query('truncate posthorn.events, posthorn.outbox');
    return rows[0]!;
  }
}

function read(text: string | null): Readonly<Record<string, unknown>> | null {
  if (text === null) return null;
  const result = canonicalJson(text);
  if (!result.ok) throw new Error(`${result.reason}: ${text}`);
  return result.value;
}

/** `created 1`, `updated 1 a→b`: what happened, in a form that is easy to compare. */
export function told(events: readonly ChangeEvent[], field = 'v'): string[] {
  return events.map(({ type, record, old }) => {
    const verb = type.slice(type.lastIndexOf('.') + 1);
    const id = String(record?.['id']);
    const moved = old && old['id'] !== record?.['id'] ? `${String(old['id'])}→${id}` : id;
    return `${verb} ${moved} ${old ? `${String(old[field])}→` : ''}${String(record?.[field])}`;
  });
}

/** What pg knows of COPY: its connection speaks it, and hands the server's messages to the query that runs. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** `COPY … FROM STDIN` with these lines. */
export async function copyIn(pool: pg.Pool, sql: string, lines: string): Promise<void> {
  const client = await pool.connect();
  try {
    await new Promise<void>((resolve, reject) => {
      const copy = {
        submit: (connection: CopyConnection) => connection.query(sql),
        handleCopyInResponse: (connection: CopyConnection) => {
          connection.sendCopyFromChunk(Buffer.from(lines));
          connection.endCopyFrom();
        },
        handleCommandComplete: () => undefined,
        handleReadyForQuery: () => resolve(),
        handleError: (error: unknown) => reject(error),
      };
      client.query(copy as unknown as pg.Submittable);
    });
  } finally {
    client.release();
  }
}
