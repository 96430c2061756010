import { DatabaseError } from '../database.errors.js';
import { isSqlState, SqlError } from '../transaction/sql-error.js';
import type { RawQuery, TransactionKind } from '../transaction/transaction-kind.js';

/** Part of PrismaClient and of its interactive transaction that the port relies on. */
export interface PrismaHandle {
  $queryRawUnsafe(query: string, ...values: never[]): PromiseLike<unknown>;
  $executeRawUnsafe(query: string, ...values: never[]): PromiseLike<number>;
}

/** Part of PrismaClient that its transactions do not have. */
export interface PrismaRoot extends PrismaHandle {
  $transaction(work: never): Promise<unknown>;
}

const isHandle = (handle: object): handle is PrismaHandle =>
  typeof (handle as { $queryRawUnsafe?: unknown }).$queryRawUnsafe === 'function';

/** Prisma's code for a call through an interactive transaction that has ended or timed out. */
const TRANSACTION_CLOSED = 'P2028';

/** Prisma tells either the rows or their number; of a change that returns nothing the number is what counts. */
const onlyCounts = (text: string): boolean =>
  /^\s*(insert|update|delete)\b/i.test(text) && !/\breturning\b/i.test(text);

export function prismaQuery(handle: PrismaHandle): RawQuery {
  return async (text, values = []) => {
    try {
      if (onlyCounts(text)) return { rows: [], rowCount: await handle.$executeRawUnsafe(text, ...(values as never[])) };
      return await handle.$queryRawUnsafe(text, ...(values as never[]));
    } catch (error) {
      throw unwrap(error);
    }
  };
}

/** Prisma keeps what PostgreSQL said in `meta`; its own code says only that a raw query failed. */
function unwrap(error: unknown): unknown {
  const { code, meta } = error as { code?: unknown; meta?: Record<string, unknown> };
  if (code === TRANSACTION_CLOSED) {
    return new DatabaseError(
      'not_in_transaction',
      'The transaction of Prisma has ended or has timed out. Nothing was stored.',
      { cause: error },
    );
  }
  const { cause } = (meta?.['driverAdapterError'] ?? {}) as {
    cause?: { originalCode?: unknown; originalMessage?: unknown };
  };
  if (!isSqlState(cause?.originalCode)) return error;
  return new SqlError(cause.originalCode, String(cause.originalMessage), { cause: error });
}

export const prismaTransactions: TransactionKind = {
  recognises: isHandle,
  // The object of an interactive transaction hides what would leave it.
  objection: (handle) =>
    typeof (handle as { $connect?: unknown }).$connect === 'function'
      ? 'A PrismaClient is no transaction: each of its queries commits by itself.'
      : undefined,
  query: (handle) => prismaQuery(handle as PrismaHandle),
};
