import type { RowChange } from '../dialect/row-change.js';

/** A table, `*` in either place for every one. A bare name is a table of the schema `public`. */
export interface TableName {
  readonly schema: string;
  readonly table: string;
}

export type RowOperation = RowChange['operation'];

export const ROW_OPERATIONS: readonly RowOperation[] = ['INSERT', 'UPDATE', 'DELETE'];

const VERBS = { INSERT: 'created', UPDATE: 'updated', DELETE: 'deleted' } as const;

const NAME = /^(?:([^\s."*]{1,63}|\*)\.)?([^\s."*]{1,63}|\*)$/;

/** Reads `orders`, `sales.orders`, `sales.*` or `*`; null when the text is none of these. */
export function parseTableName(text: string): TableName | null {
  const found = NAME.exec(text);
  const table = found?.[2];
  if (table === undefined) return null;
  const schema = found?.[1];
  if (schema === undefined) return table === '*' ? { schema: '*', table: '*' } : { schema: 'public', table };
  if (schema === '*' && table !== '*') return null;
  return { schema, table };
}

export function coversTable(name: TableName, change: { schema: string; table: string }): boolean {
  return (name.schema === '*' || name.schema === change.schema) && (name.table === '*' || name.table === change.table);
}

/** The shortest name that `parseTableName` reads back: without the schema when it is `public`. */
export function tableLabel(change: { schema: string; table: string }): string {
  return change.schema === 'public' ? change.table : `${change.schema}.${change.table}`;
}

/** The exact names under which a row change can be subscribed to: `orders.created`, `public.orders.created`. */
export function rowChangeNames(change: RowChange): readonly string[] {
  const full = `${change.schema}.${change.table}.${VERBS[change.operation]}`;
  return change.schema === 'public' ? [`${change.table}.${VERBS[change.operation]}`, full] : [full];
}

/** The table that an exact name such as `orders.created` may stand for; null when its last word is no row verb. */
export function tableOfExactName(name: string): (TableName & { readonly operation: RowOperation }) | null {
  const dot = name.lastIndexOf('.');
  if (dot < 1) return null;
  const operation = ROW_OPERATIONS.find((candidate) => VERBS[candidate] === name.slice(dot + 1));
  const table = operation && parseTableName(name.slice(0, dot));
  return operation && table && table.table !== '*' ? { ...table, operation } : null;
}
