import type { TableChangesOptions, TableRule } from './table-changes.options.js';
import { formatTable, parseTable } from './table-name.js';
import { TableChangesError } from './table-changes.errors.js';

/** A row of `table_rules`. */
export interface StoredRule {
  readonly schema_name: string;
  readonly table_name: string;
  readonly allowed: boolean;
  readonly project_column: string | null;
  readonly excluded_columns: readonly string[];
}

/**
 * The options as the database keeps them. Of one table the narrowest rule gives the project column; excluded columns
 * add up.
 * @throws TableChangesError `invalid_table`
 */
export function storedRules(options: Omit<TableChangesOptions, 'schema'>): readonly StoredRule[] {
  const rules = new Map<string, StoredRule>();
  for (const given of options.tables) {
    const rule: TableRule = typeof given === 'string' ? { table: given } : given;
    const { schema, table } = parseTable(rule.table);
    if (schema === '*') {
      throw new TableChangesError(
        'invalid_table',
        'Allow tables schema by schema: "*" would include what comes later.',
      );
    }
    const key = formatTable({ schema, table });
    const before = rules.get(key);
    const project = rule.projectColumn === undefined ? undefined : (rule.projectColumn ?? '');
    rules.set(key, {
      schema_name: schema,
      table_name: table,
      allowed: true,
      project_column: project ?? before?.project_column ?? null,
      excluded_columns: merged(before?.excluded_columns ?? options.exclude, rule.exclude ?? []),
    });
  }
  const general = options.projectColumn ?? '';
  const allowed = [...rules.values()].map((rule) => withGeneralProject(rule, general, rules));
  const denied = options.never.map((text): StoredRule => {
    const { schema, table } = parseTable(text);
    return { schema_name: schema, table_name: table, allowed: false, project_column: null, excluded_columns: [] };
  });
  return [...allowed, ...new Map(denied.map((rule) => [`${rule.schema_name}.${rule.table_name}`, rule])).values()];
}

/** A table's rule without a project column leaves it to the schema's rule, if there is one. */
function withGeneralProject(rule: StoredRule, general: string, rules: ReadonlyMap<string, StoredRule>): StoredRule {
  if (rule.project_column !== null) return rule;
  const wider = rule.table_name === '*' ? undefined : rules.get(formatTable({ schema: rule.schema_name, table: '*' }));
  return wider ? rule : { ...rule, project_column: general };
}

function merged(...lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())].sort();
}
