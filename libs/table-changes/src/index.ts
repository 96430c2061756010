export { TableChanges, type TickReport } from './table-changes.js';
export { TableChangesOptions, type TableRule } from './table-changes.options.js';
export { TableChangesError, TableNotAllowedError, type TableChangesErrorCode } from './table-changes.errors.js';
export { formatTable, parseTable, type TableName } from './table-name.js';
export { tableChangesMigrations } from './table-changes.migrations.js';
export {
  TableChangesModule,
  type TableChangesModuleAsyncOptions,
  type TableChangesModuleOptions,
} from './table-changes.module.js';
