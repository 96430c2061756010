import { tableLabel, type RenderableEvent } from '@posthorn/webhooks';
import { parsedData, type JsonText } from './json.js';

/** An event seen as the change of a row: of a table, or of what the catalog says is a collection. */
export interface Row {
  /** `orders`, or `sales.orders` outside the schema `public`. */
  readonly collection: string;
  readonly schema: string;
  readonly table: string;
  readonly operation: 'INSERT' | 'UPDATE' | 'DELETE';
  readonly record: JsonText;
  /** The row before an UPDATE, the row itself for a DELETE, `null` for an INSERT or when it is not known. */
  readonly before: JsonText;
}

const OPERATIONS = { create: 'INSERT', update: 'UPDATE', delete: 'DELETE' } as const;

/** The row that changed; null for an event of which the catalog does not say how it maps to rows. */
export function rowOf(event: RenderableEvent): Row | null {
  const { change, resource, data } = event;
  if (change) {
    const { schema, table, operation } = change;
    const before = operation === 'DELETE' ? data : JSON.stringify(change.oldRecord);
    return { collection: tableLabel(change), schema, table, operation, record: data, before };
  }
  if (!resource) return null;
  const { collection } = resource;
  const operation = OPERATIONS[resource.operation];
  const at = { collection, schema: 'public', table: collection, operation };
  if (operation === 'UPDATE') return { ...at, ...undone(data) };
  return { ...at, record: data, before: operation === 'DELETE' ? data : 'null' };
}

/**
 * The rows after and before an update whose payload carries the previous values of what changed in `previous`:
 * receivers of 002 compare `record` with `old_record` and fail when that is null.
 */
function undone(data: JsonText): { record: JsonText; before: JsonText } {
  const payload = parsedData(data);
  const previous = Object.hasOwn(payload, 'previous') ? payload['previous'] : null;
  if (typeof previous !== 'object' || previous === null || Array.isArray(previous))
    return { record: data, before: 'null' };
  const fields = Object.entries(payload).filter(([name]) => name !== 'previous');
  const before = Object.fromEntries([...fields, ...Object.entries(previous as Record<string, unknown>)]);
  return { record: JSON.stringify(Object.fromEntries(fields)), before: JSON.stringify(before) };
}
