import { Injectable } from '@nestjs/common';
import type { Queryable } from '@posthorn/database';
import { coversTable, parseTableName, tableLabel, type TableName } from '../subscriptions/row-tables.js';
import type { EventSelector, Subscription } from '../subscriptions/subscription.js';
import type { FieldProblem } from '../webhooks.errors.js';
import type { TableVerdict } from './table-watcher.js';
import { wantedTables } from './wanted-tables.js';
import { WatchedTables } from './watched-tables.js';

/** The tables that a webhook names: whether they may be heard, and the beginning of that. */
@Injectable()
export class SubscriptionTables {
  constructor(private readonly tables: WatchedTables) {}

  /** One problem for each table that is not allowed, with what is. */
  async problems(subscription: Subscription): Promise<readonly FieldProblem[]> {
    const { watcher } = this.tables;
    if (!watcher) return [];
    const verdicts = await watcher.check(wantedTables(subscription));
    return verdicts
      .filter(({ state }) => state === 'refused')
      .map((table) => ({
        field: fieldOf(subscription, table),
        code: 'table_not_allowed',
        message: `Changes of "${tableLabel(table)}" cannot be listened to.`,
        expected:
          watcher.allowed.length > 0 ? `one of ${watcher.allowed.join(', ')}` : 'no table: none is allowed here',
      }));
  }

  /** What there is to watch. Before the transaction that stores the webhook: this asks on another connection. */
  async watchable(subscription: Subscription): Promise<readonly TableVerdict[]> {
    const verdicts = (await this.tables.watcher?.check(wantedTables(subscription))) ?? [];
    return verdicts.filter(({ state }) => state !== 'refused' && state !== 'ignored');
  }

  /** In that transaction: the tables are watched from some moment on, whatever happens next. */
  async want(tx: Queryable, tables: readonly TableVerdict[]): Promise<void> {
    await this.tables.watcher?.want(tx, tables);
  }

  /** After the commit: begins at once where that is possible. What is not finished then is in `warnings`. */
  async begin(tables: readonly TableVerdict[]): Promise<void> {
    await this.tables.watcher?.watchAll(tables.filter(({ state }) => state !== 'installed'));
  }

  /** What the owner of a webhook should know of its tables. */
  async warnings(subscription: Subscription): Promise<readonly string[]> {
    const wanted = this.tables.watcher ? wantedTables(subscription) : [];
    if (wanted.length === 0) return [];
    const verdicts = (await this.tables.watcher?.check(wanted)) ?? [];
    return verdicts.flatMap((verdict) => warningOf(subscription, verdict) ?? []);
  }

  /** Whether a table can be heard now; undefined when nobody captures changes. */
  async lookup(): Promise<((schema: string, table: string) => boolean) | undefined> {
    const tables = await this.tables.watcher?.list();
    if (!tables) return undefined;
    const names = new Set(tables.filter(({ state }) => state !== 'missing').map(nameOf));
    return (schema, table) => names.has(nameOf({ schema, table }));
  }
}

const nameOf = ({ schema, table }: TableName): string => JSON.stringify([schema, table]);

function warningOf(subscription: Subscription, verdict: TableVerdict): string | undefined {
  const field = fieldOf(subscription, verdict);
  const label = tableLabel(verdict);
  if (verdict.state === 'pending' || verdict.state === 'available') {
    return `${field}: Changes of "${label}" are heard soon: its triggers wait for whoever writes the table.`;
  }
  // Tables of `tables`, `collections` and `{table}` have this warning from the names themselves.
  if (verdict.state !== 'missing' || !/^events\[\d+\]$|^events$/.test(field)) return undefined;
  return `${field}: There is no table "${label}" yet; its changes will be heard when it appears.`;
}

/** Where a subscription names a table: the first such place. */
function fieldOf({ events, collections, tables }: Subscription, wanted: TableName): string {
  const names = (text: string): boolean => {
    const name = parseTableName(text);
    return name !== null && name.schema === wanted.schema && name.table === wanted.table;
  };
  for (const [field, list] of Object.entries({ tables, collections })) {
    const index = list.findIndex(names);
    if (index >= 0) return `${field}[${index}]`;
  }
  const index = events.findIndex((selector) => speaksOf(selector, wanted, names));
  if (index < 0) return 'events';
  return typeof events[index] === 'string' ? `events[${index}]` : `events[${index}].table`;
}

function speaksOf(selector: EventSelector, wanted: TableName, names: (text: string) => boolean): boolean {
  if (typeof selector !== 'string') return names(selector.table);
  const single = { events: [selector], collections: [], tables: [], filter: null, dialect: '' };
  return wantedTables(single).some((name) => coversTable(name, wanted));
}
