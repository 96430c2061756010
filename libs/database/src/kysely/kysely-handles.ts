import type { RawQuery, TransactionKind } from '../transaction/transaction-kind.js';

/** Part of Kysely and its Transaction that the port relies on. */
export interface KyselyHandle {
  readonly isTransaction: boolean;
  executeQuery(query: never): Promise<{ readonly rows: unknown[]; readonly numAffectedRows?: bigint }>;
  withoutPlugins(): KyselyHandle;
}

/** Part of Kysely that its transactions refuse. */
export interface KyselyRoot extends KyselyHandle {
  transaction(): { execute(work: never): Promise<unknown> };
}

interface CompiledQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly query: {
    readonly kind: 'RawNode';
    readonly sqlFragments: readonly string[];
    readonly parameters: readonly never[];
  };
  readonly queryId: { readonly queryId: string };
}

/** What `CompiledQuery.raw(sql, parameters)` of Kysely makes. */
const compiled = (sql: string, parameters: readonly unknown[]): CompiledQuery => ({
  sql,
  parameters,
  query: { kind: 'RawNode', sqlFragments: [sql], parameters: [] },
  queryId: { queryId: 'posthorn' },
});

const isHandle = (handle: object): handle is KyselyHandle =>
  'isTransaction' in handle && 'executeQuery' in handle && 'withoutPlugins' in handle;

/** Statements through Kysely. Plugins are left out: one that renames columns would rename ours. */
export function kyselyQuery(handle: KyselyHandle): RawQuery {
  const plain = handle.withoutPlugins();
  return async (text, values = []) => {
    const { rows, numAffectedRows } = await plain.executeQuery(compiled(text, values) as never);
    return { rows, rowCount: numAffectedRows === undefined ? rows.length : Number(numAffectedRows) };
  };
}

export const kyselyTransactions: TransactionKind = {
  recognises: isHandle,
  objection: (handle) =>
    (handle as KyselyHandle).isTransaction
      ? undefined
      : 'A Kysely instance is no transaction: each of its queries commits by itself.',
  query: (handle) => kyselyQuery(handle as KyselyHandle),
};
