import { isSqlState } from '../transaction/sql-error.js';
import type { RawQuery, TransactionKind } from '../transaction/transaction-kind.js';

/** Part of Drizzle's database and transaction that the port relies on. */
export interface DrizzleHandle {
  execute(query: never): PromiseLike<unknown>;
}

/** Part of Drizzle's database that the port relies on. */
export interface DrizzleRoot extends DrizzleHandle {
  transaction(work: never): Promise<unknown>;
}

// Drizzle marks its classes with a registered symbol, which also holds when a second copy of it is installed.
const KIND = Symbol.for('drizzle:entityKind');

/** Whether the object is an instance of the class of this kind, or of one that extends it. */
function hasKind(value: object, kind: string): boolean {
  for (
    let at: unknown = Object.getPrototypeOf(value);
    typeof at === 'object' && at !== null;
    at = Object.getPrototypeOf(at)
  ) {
    const { constructor } = at as { constructor: { readonly [KIND]?: unknown } };
    if (Object.hasOwn(constructor, KIND) && constructor[KIND] === kind) return true;
  }
  return false;
}

/** A statement that is finished already: Drizzle asks what it is given for its text and parameters. */
const finished = (sql: string, params: readonly unknown[]) => {
  const query = { toQuery: () => ({ sql, params: [...params], typings: [] }), getSQL: () => query };
  return query;
};

export function drizzleQuery(handle: DrizzleHandle): RawQuery {
  return async (text, values = []) => {
    try {
      return await handle.execute(finished(text, values) as never);
    } catch (error) {
      // DrizzleQueryError has the statement and its parameters in its message, and the driver's error as cause.
      const { cause } = error as { cause?: unknown };
      throw cause instanceof Error && isSqlState((cause as { code?: unknown }).code) ? cause : error;
    }
  };
}

export const drizzleTransactions: TransactionKind = {
  recognises: (handle) => hasKind(handle, 'PgDatabase'),
  objection: (handle) =>
    hasKind(handle, 'PgTransaction')
      ? undefined
      : 'A Drizzle database is no transaction: each of its queries may run on another connection.',
  query: (handle) => drizzleQuery(handle as DrizzleHandle),
  // With node-postgres the session holds the client; it is no part of Drizzle's typed interface.
  connection: (handle) => (handle as { session?: { client?: unknown } }).session?.client,
};
