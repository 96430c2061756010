import { Get } from '@nestjs/common';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiController } from '../http/api-controller.decorator.js';
import { Describe } from '../http/describe.decorator.js';
import { tableLabel } from '../subscriptions/row-tables.js';
import type { TableState } from './table-watcher.js';
import { WatchedTables } from './watched-tables.js';

/** `/v1/tables` */
@ApiController('tables')
export class TablesController {
  constructor(private readonly tables: WatchedTables) {}

  @Get()
  @RequireScope('webhooks:read')
  @Describe({
    summary: 'List the tables whose row changes a webhook may listen to',
    returns: { list: 'tables', of: 'Table' },
  })
  async list(): Promise<object> {
    const tables = (await this.tables.watcher?.list()) ?? [];
    return { tables: tables.map(toTableJson), next_cursor: null };
  }
}

/** `name` is what `tables` and `{table}` of a webhook take. */
export function toTableJson({ schema, table, state, keyColumns, projectColumn }: TableState): object {
  return {
    name: tableLabel({ schema, table }),
    schema,
    table,
    state: state === 'installed' ? 'watched' : state,
    key_columns: keyColumns,
    project_column: projectColumn,
  };
}
