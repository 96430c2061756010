import type { Queryable } from '@posthorn/database';
import type { NamedTable } from '../subscriptions/compiled-subscription.js';
import type { TableName } from '../subscriptions/row-tables.js';

/** `installed`: heard from now on. `pending`: somebody writes it, and is done soon. `missing`: heard when it appears. */
export type WatchState = 'installed' | 'pending' | 'missing';

/** What can be said of a table that a webhook names. */
export interface TableVerdict extends TableName {
  /**
   * `available`: allowed, and nobody asked for it yet. `refused`: not allowed. `ignored`: the name is not surely one of a
   * table, and there is no table of that name that may be heard.
   */
  readonly state: WatchState | 'available' | 'refused' | 'ignored';
}

/** A table whose changes may be heard. */
export interface TableState extends TableName {
  readonly state: WatchState | 'available';
  /** Columns of the primary key, in its order; empty when it has none. */
  readonly keyColumns: readonly string[];
  /** The column that holds a row's project; null: its rows belong to no project. */
  readonly projectColumn: string | null;
}

/** Captures row changes. A port: `@posthorn/table-changes` has it; without one no webhook is asked about its tables. */
export interface TableWatcher {
  /** What may be named: `public.*`, `sales.orders`. */
  readonly allowed: readonly string[];
  /** Looks, and changes nothing. One verdict for each table, in their order; `*` stands for every allowed one. */
  check(tables: readonly NamedTable[]): Promise<readonly TableVerdict[]>;
  /** Notes in the transaction that stores a webhook that tables are wanted. Not for refused or ignored ones. */
  want(tx: Queryable, tables: readonly TableName[]): Promise<void>;
  /** After the commit: begins to watch them, as far as that can be done at once. */
  watchAll(tables: readonly TableName[]): Promise<readonly TableVerdict[]>;
  /** The tick: finishes what is not as it is wanted. Safe in several processes at once. */
  settle(): Promise<unknown>;
  /** Every table that may be heard, and those that are waited for, by name. */
  list(): Promise<readonly TableState[]>;
}
