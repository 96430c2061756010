// The service without Nest: for command lines and hosts without it.
export { TableChanges, type TickReport } from './table-changes.js';
export { TableChangesOptions, type TableRule } from './table-changes.options.js';
export { TableChangesError, TableNotAllowedError, type TableChangesErrorCode } from './table-changes.errors.js';
export { formatTable, parseTable, type TableName } from './table-name.js';
