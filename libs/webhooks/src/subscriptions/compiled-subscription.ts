import type { RowChange } from '../dialect/row-change.js';
import { mayBeAppwritePattern, parseAppwritePattern, type AppwritePattern } from './appwrite-grammar.js';
import { compileFilter, FilterError, type Filter } from './filter.js';
import {
  coversTable,
  parseTableName,
  ROW_OPERATIONS,
  tableOfExactName,
  type RowOperation,
  type TableName,
} from './row-tables.js';
import type { Subscription } from './subscription.js';

export interface TableSelector extends TableName {
  readonly operations: ReadonlySet<RowOperation>;
}

/** A subscription taken apart once, for the index and for `explain`. */
export interface CompiledSubscription {
  /** Names without wildcards. */
  readonly exact: ReadonlySet<string>;
  /** `user.` for `user.*`. */
  readonly prefixes: readonly string[];
  /** `*` */
  readonly all: boolean;
  /** Operations that `record.created`, `record.*` … ask for. */
  readonly record: ReadonlySet<RowOperation>;
  readonly tables: readonly TableSelector[];
  readonly patterns: readonly AppwritePattern[];
  /** What `collections` and `tables` allow; null: every table. */
  readonly allowed: readonly TableName[] | null;
  /** No entry of `events` speaks of rows, so that `collections` and `tables` ask for all changes by themselves. */
  readonly allowedAsks: boolean;
  readonly namesCollections: boolean;
  readonly filter: Filter | null;
}

const EVERY_OPERATION: ReadonlySet<RowOperation> = new Set(ROW_OPERATIONS);

/** The names under which the document of `backendify` speaks of row changes. */
export const RECORD_EVENTS: ReadonlyMap<string, ReadonlySet<RowOperation>> = new Map([
  ['record.*', EVERY_OPERATION],
  ['record.created', new Set<RowOperation>(['INSERT'])],
  ['record.updated', new Set<RowOperation>(['UPDATE'])],
  ['record.deleted', new Set<RowOperation>(['DELETE'])],
]);

/**
 * Takes a stored subscription apart. What cannot be read any more (stored by another version) hears nothing rather
 * than everything, and never throws: one bad row must not stop the matching of all.
 */
export function compileSubscription(subscription: Subscription): CompiledSubscription {
  const exact = new Set<string>();
  const prefixes: string[] = [];
  const record = new Set<RowOperation>();
  const tables: TableSelector[] = [];
  const patterns: AppwritePattern[] = [];
  const grammar = subscription.dialect === 'appwrite-native' ? 'real' : 'document';
  for (const selector of subscription.events) {
    if (typeof selector !== 'string') {
      const name = parseTableName(selector.table);
      if (name) tables.push({ ...name, operations: operationSet(selector.operations) });
      continue;
    }
    for (const operation of RECORD_EVENTS.get(selector) ?? []) record.add(operation);
    if (!selector.includes('*')) exact.add(selector);
    else if (selector.endsWith('.*') && selector.indexOf('*') === selector.length - 1)
      prefixes.push(selector.slice(0, -1));
    const pattern = mayBeAppwritePattern(selector) ? parseAppwritePattern(selector, grammar) : '';
    if (typeof pattern !== 'string') patterns.push(pattern);
  }
  const named = [...subscription.collections, ...subscription.tables];
  const allowed = named.length > 0 ? named.map(parseTableName).filter((name) => name !== null) : null;
  const exactRows = [...exact].map(tableOfExactName).filter((name) => name !== null);
  return {
    exact,
    prefixes,
    all: subscription.events.includes('*'),
    record,
    tables,
    patterns,
    allowed,
    allowedAsks:
      allowed !== null &&
      record.size === 0 &&
      tables.length === 0 &&
      !patterns.some(({ segments }) => speaksOfRows(segments)) &&
      !exactRows.some((row) => allowed.some((name) => coversTable(name, row))),
    namesCollections: subscription.collections.length > 0,
    filter: safeFilter(subscription.filter),
  };
}

function speaksOfRows([type]: readonly string[]): boolean {
  return type === 'databases' || type === 'tablesdb' || type === '*';
}

/** Of an entry that was stored without operations, every one: one row that cannot be read would stop them all. */
function operationSet(operations: readonly (RowOperation | '*')[] | undefined): ReadonlySet<RowOperation> {
  if (operations === undefined || operations.includes('*')) return EVERY_OPERATION;
  return new Set(operations.filter((operation) => operation !== '*'));
}

function safeFilter(filter: Subscription['filter']): Filter | null {
  if (filter === null) return null;
  try {
    return compileFilter(filter);
  } catch (error) {
    if (error instanceof FilterError) return () => false;
    throw error;
  }
}

/** Whether `collections` and `tables` let a change through. */
export function allowsChange(compiled: CompiledSubscription, change: RowChange): boolean {
  return compiled.allowed === null || compiled.allowed.some((name) => coversTable(name, change));
}

/** Whether the subscription asks for a change by anything but an Appwrite pattern, its table being allowed. */
export function asksForChange(compiled: CompiledSubscription, change: RowChange, names: readonly string[]): boolean {
  return (
    compiled.allowedAsks ||
    compiled.record.has(change.operation) ||
    compiled.tables.some((table) => table.operations.has(change.operation) && coversTable(table, change)) ||
    names.some((name) => compiled.exact.has(name))
  );
}

/** A table that a subscription names, and whether it surely means one: `orders.created` may be a catalog type. */
export interface NamedTable extends TableName {
  readonly certain: boolean;
}

/** The tables that must be watched for a subscription to hear what it asks for; `record.*` alone names none. */
export function namedTables(subscription: Subscription): readonly NamedTable[] {
  const compiled = compileSubscription(subscription);
  const found = new Map<string, NamedTable>();
  const add = (name: TableName, certain: boolean): void => {
    const key = `${name.schema}.${name.table}`;
    if (certain || !found.has(key)) found.set(key, { schema: name.schema, table: name.table, certain });
  };
  for (const name of compiled.exact) {
    const table = RECORD_EVENTS.has(name) ? null : tableOfExactName(name);
    if (table) add(table, false);
  }
  for (const name of [...(compiled.allowed ?? []), ...compiled.tables]) add(name, true);
  for (const { segments } of compiled.patterns) {
    const [type, , kind, id] = segments;
    if (type !== 'databases' || (kind !== 'tables' && kind !== 'collections') || id === undefined || id === '*')
      continue;
    add({ schema: 'public', table: id }, true);
    const hyphen = id.indexOf('-');
    if (hyphen > 0) add({ schema: id.slice(0, hyphen), table: id.slice(hyphen + 1) }, false);
  }
  return [...found.values()];
}
