import { loadSql, type Database, type Queryable, type Statements } from '@posthorn/database';
import type { NamedTable, TableState, TableVerdict, TableWatcher, WatchState } from '@posthorn/webhooks';
import { TableChangesError, TableNotAllowedError } from './table-changes.errors.js';
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
  'uninstalledTables',
  'forgetTable',
  'unsettledTables',
  'settleTable',
] as const;

/** SQLSTATE */
const UNDEFINED_TABLE = '42P01';

/** How long a call may go on beginning to watch tables of which somebody writes one after the other, milliseconds. */
const PATIENCE = 1000;

/**
 * Which tables are heard. The triggers that publish their changes, and what decides about them, are SQL functions in
 * Posthorn's schema (`migrations/`); this is the configuration and the hand that calls them. Knows no framework.
 */
export class TableChanges implements TableWatcher {
  readonly allowed: readonly string[];
  private readonly rules: readonly StoredRule[];
  private readonly statements: Statements<(typeof NAMES)[number]>;

  /**
   * @param now milliseconds of a clock that never goes back
   * @throws TableChangesError `invalid_table` when an option names no table
   */
  constructor(
    private readonly database: Database,
    given: Partial<TableChangesOptions> = {},
    private readonly now: () => number = () => performance.now(),
  ) {
    const options = Object.assign(new TableChangesOptions(), given);
    this.rules = storedRules(options);
    this.allowed = this.rules
      .filter(({ allowed }) => allowed)
      .map((rule) => formatTable({ schema: rule.schema_name, table: rule.table_name }));
    this.statements = loadSql(new URL('../sql/', import.meta.url), options.schema, NAMES);
  }

  /**
   * Writes the configuration to the database, where SQL follows it too. Once, at boot.
   * @returns whether it differed
   * @throws TableChangesError `schema_missing` before the migrations
   */
  async applyRules(): Promise<boolean> {
    const rules = JSON.stringify(this.rules);
    const { rows } = await this.database
      .query<{ changes: number }>(this.statements.setRules, [rules])
      .catch((cause: unknown) => {
        if ((cause as { readonly code?: unknown } | null)?.code !== UNDEFINED_TABLE) throw cause;
        const help = 'apply tableChangesMigrations() after webhooksMigrations()';
        throw new TableChangesError('schema_missing', `The tables of @posthorn/table-changes are missing: ${help}.`, {
          cause,
        });
      });
    return (rows[0]?.changes ?? 0) > 0;
  }

  /**
   * Begins to watch a table, or every allowed one of a schema (`sales.*`). Each in a transaction of its own: the locks of
   * one are gone before another is waited for.
   * @param table `orders`, `sales.orders`, `sales."Order Items"`, `sales.*`
   * @throws TableChangesError `invalid_table`; TableNotAllowedError
   */
  async watch(table: string): Promise<WatchState> {
    const name = parseTable(table);
    if ((await this.verdict(name)) === 'refused') throw new TableNotAllowedError(formatTable(name), this.allowed);
    await this.want(this.database, [name]);
    const { rows } = await this.database.query<Relation>(this.statements.uninstalledTables, [name.schema, name.table]);
    const deadline = this.now() + PATIENCE;
    for (const { relation } of rows) {
      if (this.now() > deadline) break;
      await this.settleOne(relation);
    }
    const state = await this.verdict(name);
    return state === 'installed' || state === 'missing' ? state : 'pending';
  }

  /**
   * Ends `watch`. `kept`: another, wider name is watched and covers the table. `pending`: the tick finishes.
   * @throws TableChangesError `invalid_table`
   */
  async unwatch(table: string): Promise<'removed' | 'pending' | 'kept'> {
    const name = parseTable(table);
    await this.database.query(this.statements.forgetTable, [name.schema, name.table]);
    if (name.table !== '*') {
      const state = await this.verdict(name);
      if (state === 'installed' || state === 'pending') return 'kept';
    }
    const { pending } = await this.tick();
    return pending > 0 ? 'pending' : 'removed';
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
    const { rows } = await this.database.query<Relation>(this.statements.unsettledTables);
    const report = { installed: 0, removed: 0, pending: 0 };
    for (const { relation } of rows) {
      report[await this.settleOne(relation)] += 1;
    }
    return report;
  }

  /** `tick`, as the webhooks library calls it. */
  settle(): Promise<TickReport> {
    return this.tick();
  }

  private async settleOne(relation: string): Promise<keyof TickReport> {
    const { rows } = await this.database.query<{ state: keyof TickReport }>(this.statements.settleTable, [relation]);
    return rows[0]?.state ?? 'pending';
  }

  private async verdict(name: TableName): Promise<TableVerdict['state']> {
    const [verdict] = await this.check([{ ...name, certain: true }]);
    return verdict?.state ?? 'refused';
  }
}

interface Relation {
  readonly relation: string;
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
