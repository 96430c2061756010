/** Stable: branch on these. */
export type TableChangesErrorCode = 'invalid_table' | 'table_not_allowed' | 'schema_missing';

/** What this library throws on purpose. */
export class TableChangesError extends Error {
  constructor(
    readonly code: TableChangesErrorCode,
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
    this.name = 'TableChangesError';
  }
}

/** The table is not among those whose changes may be heard. */
export class TableNotAllowedError extends TableChangesError {
  /** @param allowed what may be named instead, as configured */
  constructor(
    readonly table: string,
    readonly allowed: readonly string[],
    options: { readonly cause?: unknown } = {},
  ) {
    const list = allowed.length > 0 ? `Allowed: ${allowed.join(', ')}.` : 'No table is allowed: configure `tables`.';
    super('table_not_allowed', `Changes of ${table} cannot be heard. ${list}`, options);
  }
}
