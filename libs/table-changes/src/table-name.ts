import { TableChangesError } from './table-changes.errors.js';

/** A table, or `*` for every one of a schema (or of all). Names as PostgreSQL stores them. */
export interface TableName {
  readonly schema: string;
  readonly table: string;
}

const PART = String.raw`"(?:[^"]|"")+"|[^."*\s][^."*]*|\*`;
const NAME = new RegExp(`^(?:(${PART})\\.)?(${PART})$`, 'u');
const PLAIN = /^[^."*\s]+$/u;

/**
 * Reads `orders` (in `public`), `sales.orders`, `sales.*`, `*`, `*.api_keys`. Letters are taken as they are; quotes are
 * for names that hold dots, quotes or stars, and a quoted `"*"` is a name.
 * @throws TableChangesError `invalid_table`
 */
export function parseTable(text: string): TableName {
  const found = NAME.exec(text.trim());
  const table = found?.[2];
  if (table === undefined) {
    throw new TableChangesError(
      'invalid_table',
      `${JSON.stringify(text)} is not a table: write "table", "schema.table" or "schema.*", with quotes around odd names.`,
    );
  }
  const schema = found?.[1] ?? (table === '*' ? '*' : 'public');
  return { schema: unquoted(schema), table: unquoted(table) };
}

function unquoted(part: string): string {
  return part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part;
}

/** The text that `parseTable` reads back. */
export function formatTable({ schema, table }: TableName): string {
  return `${quoted(schema)}.${quoted(table)}`;
}

function quoted(part: string): string {
  return part === '*' || PLAIN.test(part) ? part : `"${part.replaceAll('"', '""')}"`;
}
