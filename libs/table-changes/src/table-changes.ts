import { loadSql, quoteIdentifier, type Database, type Queryable, type Statements } from '@posthorn/database';
import type { NamedTable, TableState, TableVerdict, TableWatcher, WatchState } from '@posthorn/webhooks';
import { TableNotAllowedError } from './table-changes.errors.js';
import { TableChangesOptions } from './table-changes.options.js';
import { formatTable, parseTable, type TableName } from './table-name.js';
import { storedRules, type StoredRule } from './table-rules.js';

/** What one tick has settled. */
export interface TickReport {
  readonly installed: number;
  readonly removed: number;
  /** Left for the next tick: somebody writes these tables. */
  readonly pending: number;
}

const NAMES = [
  'setRules',
  'wantTables',
  'verdicts',
  'listTables',
  'watchTable',
  'unwatchTable',
  'unsettledTables',
  'settleTable',
] as const;

/** SQLSTATE of the SQL functions: the table is not allowed. */
const NOT_ALLOWED = 'PH003';

/**
 * Which tables are heard. The triggers that publish their changes, and what decides about them, are SQL functions in
 * Posthorn's schema (`migrations/`); this is the configuration and the hand that calls them. Knows no framework.
 */
export class TableChanges implements TableWatcher {
  readonly name = 'watch of tables';
  readonly interval: number;
  readonly allowed: readonly string[];
  private readonly rules: readonly StoredRule[];
  private readonly statements: Statements<(typeof NAMES)[number]>;

  /** @throws TableChangesError `invalid_table` when an option names no table */
  constructor(
    private readonly database: Database,
    given: Partial<TableChangesOptions> = {},
  ) {
    const options = Object.assign(new TableChangesOptions(), given);
    this.rules = storedRules(options);
    this.allowed = this.rules
      .filter(({ allowed }) => allowed)
      .map((rule) => formatTable({ schema: rule.schema_name, table: rule.table_name }));
    this.interval = options.interval;
    quoteIdentifier(options.schema);
    this.statements = loadSql(new URL('../sql/', import.meta.url), options.schema, NAMES);
  }

  /** Writes the configuration to the database, where SQL follows it too. Once, at boot. Returns whether it differed. */
  async applyRules(): Promise<boolean> {
    const { rows } = await this.database.query<{ changes: number }>(this.statements.setRules, [
      JSON.stringify(this.rules),
    ]);
    return (rows[0]?.changes ?? 0) > 0;
  }

  /**
   * Begins to watch a table, or every allowed one of a schema (`sales.*`).
   * @param table `orders`, `sales.orders`, `sales."Order Items"`, `sales.*`
   * @throws TableChangesError `invalid_table`; TableNotAllowedError
   */
  async watch(table: string): Promise<WatchState> {
    const name = parseTable(table);
    try {
      const { rows } = await this.database.query<{ state: WatchState }>(this.statements.watchTable, [
        name.schema,
        name.table,
      ]);
      return rows[0]?.state ?? 'pending';
    } catch (error) {
      if (sqlState(error) !== NOT_ALLOWED) throw error;
      throw new TableNotAllowedError(formatTable(name), this.allowed, { cause: error });
    }
  }

  /**
   * Ends `watch`. `kept`: another, wider name is watched and covers the table. `pending`: the tick finishes.
   * @throws TableChangesError `invalid_table`
   */
  async unwatch(table: string): Promise<'removed' | 'pending' | 'kept'> {
    const name = parseTable(table);
    const { rows } = await this.database.query<{ state: 'removed' | 'pending' | 'kept' }>(
      this.statements.unwatchTable,
      [name.schema, name.table],
    );
    return rows[0]?.state ?? 'pending';
  }

  async check(tables: readonly NamedTable[]): Promise<readonly TableVerdict[]> {
    if (tables.length === 0) return [];
    const { rows } = await this.database.query<{ state: TableVerdict['state'] }>(this.statements.verdicts, [
      asJson(tables),
    ]);
    return tables.map(({ schema, table, certain }, index) => {
      const state = rows[index]?.state ?? 'refused';
      const isGuess = !certain && (state === 'refused' || state === 'missing');
      return { schema, table, state: isGuess ? 'ignored' : state };
    });
  }

  async want(tx: Queryable, tables: readonly TableName[]): Promise<void> {
    if (tables.length > 0) await tx.query(this.statements.wantTables, [asJson(tables)]);
  }

  /** @throws TableNotAllowedError for a table that `check` refuses */
  async watchAll(tables: readonly TableName[]): Promise<readonly TableVerdict[]> {
    const verdicts: TableVerdict[] = [];
    // One after the other: each holds a lock for a moment, and a borrowed pool is not ours to fill.
    for (const { schema, table } of tables)
      verdicts.push({ schema, table, state: await this.watch(formatTable({ schema, table })) });
    return verdicts;
  }

  async list(): Promise<readonly TableState[]> {
    const { rows } = await this.database.query<ListedRow>(this.statements.listTables);
    return rows.map((row) => ({
      schema: row.schema,
      table: row.table,
      state: row.state,
      keyColumns: row.key_columns,
      projectColumn: row.hasProject ? row.project_column : null,
    }));
  }

  /**
   * Settles what is not as it is wanted: unfinished installations, new tables and partitions, changed columns and
   * rules, tables that were renamed. Each in a transaction of its own. Safe in several processes at once.
   */
  async tick(): Promise<TickReport> {
    const { rows } = await this.database.query<{ relation: string }>(this.statements.unsettledTables);
    const report = { installed: 0, removed: 0, pending: 0 };
    for (const { relation } of rows) {
      const settled = await this.database.query<{ state: keyof typeof report }>(this.statements.settleTable, [relation]);
      report[settled.rows[0]?.state ?? 'pending'] += 1;
    }
    return report;
  }

  /** `tick`, as a duty of the housekeeping. */
  runOnce(): Promise<TickReport> {
    return this.tick();
  }
}

interface ListedRow extends TableName {
  readonly state: TableState['state'];
  readonly key_columns: readonly string[];
  readonly hasProject: boolean;
  readonly project_column: string;
}

function asJson(tables: readonly TableName[]): string {
  return JSON.stringify(tables.map(({ schema, table }) => ({ schema, table })));
}

function sqlState(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, driverError } = error as { readonly code?: unknown; readonly driverError?: { readonly code?: unknown } };
  return driverError?.code ?? code;
}
