import type { Queryable } from '@posthorn/database';
import type { DutyStatements } from '../duties/duty-statements.js';
import { compileSubscriptions } from '../subscriptions/subscription-index.js';
import type { EventSelector, SubscriptionIndex } from '../subscriptions/subscription.js';

interface ListenerRow {
  readonly id: string;
  readonly project_id: string;
  readonly events: readonly EventSelector[];
  readonly collections: readonly string[];
  readonly tables: readonly string[];
  readonly filter: Readonly<Record<string, unknown>> | null;
  readonly dialect: string;
}

/** Who asked for events about webhooks, at one version of the configuration. */
export interface Listeners {
  /** Nobody asked for any. */
  readonly none: boolean;
  /** Projects with a listener; null: a webhook of the installation listens, to all of them. */
  readonly projects: readonly string[] | null;
  /** @param project '' for the installation @param data compact JSON */
  hear(project: string, type: string, data: string): boolean;
}

/** Keeps in memory who asked, and looks again when the configuration has moved. */
export class OperationalListeners {
  private version: string | undefined;
  private listeners: Listeners | undefined;

  constructor(
    private readonly database: Queryable,
    private readonly statements: DutyStatements,
  ) {}

  async current(): Promise<Listeners> {
    const { database, statements } = this;
    // The version is read before the rows: what changes in between is loaded once more.
    const { rows } = await database.query<{ version: string }>(statements.configurationVersion);
    const version = rows[0]?.version;
    if (this.listeners === undefined || version !== this.version) {
      this.listeners = listenersOf((await database.query<ListenerRow>(statements.operationalListeners)).rows);
      this.version = version;
    }
    return this.listeners;
  }
}

function listenersOf(rows: readonly ListenerRow[]): Listeners {
  const index: SubscriptionIndex<object> = compileSubscriptions(
    rows.map(({ project_id, events, collections, tables, filter, dialect }) => ({
      projectId: project_id === '' ? null : project_id,
      subscription: { events, collections, tables, filter, dialect },
    })),
  );
  return {
    none: rows.length === 0,
    projects: rows.some((row) => row.project_id === '') ? null : [...new Set(rows.map((row) => row.project_id))],
    hear: (project, type, data) =>
      index.match({ projectId: project === '' ? null : project, type, kind: 'operational', data }).length > 0,
  };
}
