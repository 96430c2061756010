import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DatabaseError } from '../database.errors.js';
import { renderSchema } from './identifier.js';

const camelCase = (fileName: string): string =>
  fileName.replace(/\.sql$/, '').replace(/[-_]+(.)/g, (_, letter: string) => letter.toUpperCase());

/** Drops the comment lines above the statement; those inside stay, they do not reach any log of ours. */
const withoutHeader = (text: string): string => text.replace(/^(?:\s*--[^\n]*(?:\n|$))+/, '').trim();

/** Statements by name; a name that no file has is an error at boot when `names` are given. */
export type Statements<Name extends string = string> = Readonly<Record<Name, string>>;

/**
 * Reads every `*.sql` file of a folder, once, at boot: one statement each, named by its file in camel case
 * (`claim-events.sql` → `claimEvents`), with `:"schema"` replaced and its header comment dropped.
 * @param directory `new URL('../../sql/', import.meta.url)`
 * @param names the statements that the caller needs: each must exist, and they type the result
 * @throws DatabaseError `missing_statement`, `invalid_identifier`
 */
export function loadSql<Name extends string = string>(
  directory: URL,
  schema: string,
  names: readonly Name[] = [],
): Statements<Name> {
  const folder = fileURLToPath(directory);
  const statements = new Map<string, string>();
  for (const file of readFolder(folder)) {
    const statement = withoutHeader(readFileSync(new URL(file, directory), 'utf8'));
    if (statement === '') throw new DatabaseError('missing_statement', `${folder}${file} holds no statement.`);
    statements.set(camelCase(file), renderSchema(statement, schema));
  }
  const missing = names.filter((name) => !statements.has(name));
  if (missing.length > 0) {
    throw new DatabaseError(
      'missing_statement',
      `${folder} has no file for: ${missing.join(', ')}. It has: ${[...statements.keys()].join(', ') || 'none'}. ` +
        `Is the package complete ("files" in its package.json)?`,
    );
  }
  return Object.freeze(Object.fromEntries(statements)) as Statements<Name>;
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.sql'))
      .sort();
  } catch (cause) {
    throw new DatabaseError('missing_statement', `The folder of SQL statements ${folder} cannot be read.`, { cause });
  }
}
