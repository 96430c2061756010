import { rowKey, type RenderableEvent } from '@posthorn/webhooks';
import { parsedData } from '../wire/json.js';
import type { AppwriteNames } from './appwrite-names.js';

/**
 * The resource as Appwrite shows it: `$id`, for rows `$tableId` and `$databaseId`, `$createdAt` and `$updatedAt`, then
 * the other fields. What was published as an Appwrite event, or maps to no resource, stays as it is.
 */
export function appwritePayload(event: RenderableEvent, names: AppwriteNames): string {
  const { change, resource, data } = event;
  if (event.appwriteEvent !== undefined || (!change && !resource)) return data;
  const fields = parsedData(data);
  const keys = change ? (change.keyColumns ?? ['id']) : [resource?.idField ?? 'id'];
  // Of a key of several columns no single one is `$id`, so they all stay.
  const shownElsewhere = new Set([...(keys.length === 1 ? keys : []), 'created_at', 'updated_at']);
  const system: Record<string, unknown> = { $id: change ? rowKey(change) : idOf(fields, keys[0] ?? 'id') };
  const [type, database, , table, rows] = names.segments(event);
  if (type === 'databases' && rows === 'rows') Object.assign(system, { $tableId: table, $databaseId: database });
  system['$createdAt'] = moment(fields, 'created_at', event.occurredAt);
  system['$updatedAt'] = moment(fields, 'updated_at', event.occurredAt);
  const others = Object.entries(fields).filter(([name]) => !shownElsewhere.has(name) && !Object.hasOwn(system, name));
  return JSON.stringify(Object.fromEntries([...Object.entries(system), ...others]));
}

function idOf(fields: Readonly<Record<string, unknown>>, name: string): string {
  const id = Object.hasOwn(fields, name) ? fields[name] : '';
  return typeof id === 'string' ? id : JSON.stringify(id);
}

function moment(fields: Readonly<Record<string, unknown>>, name: string, otherwise: Date): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  const time = typeof value === 'string' || typeof value === 'number' ? new Date(value) : otherwise;
  return (Number.isNaN(time.getTime()) ? otherwise : time).toISOString();
}
