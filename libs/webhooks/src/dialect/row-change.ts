/** A row-level change, as the neutral event carries it. Record texts are compact JSON objects. */
export interface RowChange {
  readonly schema: string;
  readonly table: string;
  readonly operation: 'INSERT' | 'UPDATE' | 'DELETE';
  readonly record: Readonly<Record<string, unknown>>;
  readonly oldRecord: Readonly<Record<string, unknown>> | null;
  /** Columns of the primary key, in its order; absent: `id` when the record has one. */
  readonly keyColumns?: readonly string[];
}
