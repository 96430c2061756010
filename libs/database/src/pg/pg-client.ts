import type { ClientBase, Pool } from 'pg';
import type { QueryResult } from '../database.js';
import { ownTypes } from './own-types.js';

/** Where a connection stands, as ReadyForQuery said last: idle, in a transaction, in a failed one. */
export type TransactionStatus = 'I' | 'T' | 'E' | null;

/** Part of a pg client that the port relies on. Older releases of pg 8 have no `getTransactionStatus`. */
export interface StatusClient {
  query: ClientBase['query'];
  getTransactionStatus(): TransactionStatus;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

const isFunction = (value: unknown): boolean => typeof value === 'function';

/** True for a pg client that can say whether it is in a transaction. */
export const isStatusClient = (value: unknown): value is StatusClient =>
  isObject(value) && isFunction(value['query']) && isFunction(value['getTransactionStatus']);

/** True for a pg pool (which is never a transaction: each query may run on another connection). */
export const isPool = (value: unknown): value is Pool =>
  isObject(value) &&
  isFunction(value['query']) &&
  isFunction(value['connect']) &&
  typeof value['totalCount'] === 'number';

/** Runs one statement; without values it may hold several, separated by semicolons. */
export async function queryPg<Row>(
  client: { query: ClientBase['query'] },
  text: string,
  values?: readonly unknown[],
): Promise<QueryResult<Row>> {
  const result = await client.query(
    values === undefined ? { text, types: ownTypes } : { text, types: ownTypes, values: [...values] },
  );
  // Several statements give an array of results; the last one counts, as in psql.
  const last = Array.isArray(result) ? (result as (typeof result)[]).at(-1) : result;
  return { rows: (last?.rows ?? []) as Row[], rowCount: last?.rowCount ?? last?.rows.length ?? 0 };
}

interface Wire {
  on(event: 'readyForQuery', listener: (message: { status: string }) => void): unknown;
  once(event: 'end', listener: () => void): unknown;
  off(event: string, listener: (message: { status: string }) => void): unknown;
}

const waiting = new WeakMap<object, Set<() => void>>();

/**
 * Calls back once when the client's current transaction has ended: ReadyForQuery with status `I`, which releasing
 * or rolling back a savepoint never gives, or the end of the connection.
 * @returns false when this client does not show its wire (pg-native)
 */
export function onTransactionEnd(client: object, callback: () => void): boolean {
  const wire = (client as { connection?: unknown }).connection;
  if (!isObject(wire) || !isFunction(wire['on'])) return false;
  const present = waiting.get(client);
  if (present !== undefined) {
    present.add(callback);
    return true;
  }
  // One listener for all publishes of a transaction: hundreds of them must not become hundreds of listeners.
  const callbacks = new Set([callback]);
  waiting.set(client, callbacks);
  const emitter = wire as unknown as Wire;
  const finish = (): void => {
    emitter.off('readyForQuery', ready);
    emitter.off('end', finish);
    waiting.delete(client);
    for (const each of callbacks) callSafely(each);
  };
  const ready = (message: { status: string }): void => {
    if (message.status === 'I') finish();
  };
  emitter.on('readyForQuery', ready);
  emitter.once('end', finish);
  return true;
}

/** A callback that throws must not break pg's reading of the socket, nor the callbacks after it. */
export function callSafely(callback: () => void): void {
  try {
    callback();
  } catch {
    // Callbacks report their own failures; the port has nobody to tell.
  }
}
