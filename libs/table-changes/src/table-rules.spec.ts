import { describe, expect, it } from '@jest/globals';
import { TableChangesOptions } from './table-changes.options.js';
import { storedRules } from './table-rules.js';

const rules = (given: Partial<TableChangesOptions>) =>
  storedRules({ ...new TableChangesOptions(), never: [], ...given }).map((rule) =>
    [
      rule.allowed ? 'allow' : 'deny',
      `${rule.schema_name}.${rule.table_name}`,
      rule.project_column === null ? '-' : `project ${rule.project_column}`,
      rule.excluded_columns.join(' '),
    ].join('|'),
  );

describe('the rules of the configuration', () => {
  it('allow nothing by default, and never a table of keys', () => {
    expect(storedRules(new TableChangesOptions())).toEqual([
      { schema_name: '*', table_name: 'api_keys', allowed: false, project_column: null, excluded_columns: [] },
    ]);
  });

  it('give every table the general project column and exclusions', () => {
    expect(rules({ tables: ['orders', 'sales.*'], projectColumn: 'tenant', exclude: ['secret'] })).toEqual([
      'allow|public.orders|project tenant|secret',
      'allow|sales.*|project tenant|secret',
    ]);
    expect(rules({ tables: ['orders'], projectColumn: null })).toEqual(['allow|public.orders|project |']);
  });

  it('leave to the schema what a table does not say, and add up exclusions', () => {
    expect(
      rules({
        tables: [
          { table: 'sales.*', projectColumn: 'shop', exclude: ['b'] },
          { table: 'sales.orders', exclude: ['c', 'a'] },
          { table: 'sales.items', projectColumn: null },
        ],
        exclude: ['a'],
      }),
    ).toEqual(['allow|sales.*|project shop|a b', 'allow|sales.orders|-|a c', 'allow|sales.items|project |a']);
  });

  it('join what is said of one table in several places', () => {
    expect(rules({ tables: ['orders', { table: 'public.orders', projectColumn: 'x', exclude: ['p'] }] })).toEqual([
      'allow|public.orders|project x|p',
    ]);
    expect(rules({ never: ['*.keys', '*.keys', 'sales.*'] })).toEqual(['deny|*.keys|-|', 'deny|sales.*|-|']);
  });

  it('are refused when they allow everything, or name no table', () => {
    expect(() => rules({ tables: ['*'] })).toThrow(expect.objectContaining({ code: 'invalid_table' }));
    expect(() => rules({ tables: ['*.orders'] })).toThrow(expect.objectContaining({ code: 'invalid_table' }));
    expect(() => rules({ never: ['a.b.c'] })).toThrow(expect.objectContaining({ code: 'invalid_table' }));
  });
});
