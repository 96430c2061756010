import { DatabaseError } from '../database.errors.js';

// PostgreSQL cuts longer names silently: two of them could become one.
const MAX_BYTES = 63;

/**
 * Quotes a name for use in SQL text.
 * @throws DatabaseError `invalid_identifier` when it is empty, longer than 63 bytes or holds a NUL
 */
export function quoteIdentifier(name: string): string {
  if (name.length === 0 || name.includes('\0') || Buffer.byteLength(name) > MAX_BYTES) {
    throw new DatabaseError(
      'invalid_identifier',
      `${JSON.stringify(name)} cannot name anything in PostgreSQL: 1 to ${MAX_BYTES} bytes without NUL are allowed.`,
    );
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Replaces every `:"schema"` by the quoted schema name.
 *
 * The placeholder also stands inside of string literals (`nextval(':"schema".some_sequence')`) and of function
 * bodies, so a schema name with a quote, a backslash or a dollar sign is refused instead of escaped twice.
 * @throws DatabaseError `invalid_identifier`
 */
export function renderSchema(sql: string, schema: string): string {
  if (/['"\\$]/.test(schema)) {
    throw new DatabaseError(
      'invalid_identifier',
      `The schema name ${JSON.stringify(schema)} must not hold quotes, backslashes or dollar signs.`,
    );
  }
  const quoted = quoteIdentifier(schema);
  return sql.replaceAll(':"schema"', () => quoted);
}
