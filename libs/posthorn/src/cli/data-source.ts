import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { TypeOrmDataSource } from '@posthorn/database';
import { CliError } from './cli.errors.js';

/**
 * Loads the module that the TypeORM CLI takes with `-d`: its default export, or any export, is a DataSource or a promise
 * of one.
 * @param file absolute path
 * @throws CliError `data_source_unusable`
 */
export async function loadDataSource(file: string): Promise<TypeOrmDataSource> {
  if (!existsSync(file)) {
    throw new CliError('data_source_unusable', `${file} does not exist. It is compiled JavaScript: build first.`);
  }
  const exported = await load(file);
  // The default export of a CommonJS module is its `module.exports`, which may have a default of its own.
  const { default: main } = exported as { default?: unknown };
  const candidates: readonly unknown[] = [main, ...valuesOf(exported), ...(isObject(main) ? valuesOf(main) : [])];
  for (const candidate of candidates) {
    const value: unknown = await candidate;
    if (isDataSource(value)) return value;
  }
  throw new CliError(
    'data_source_unusable',
    `${file} exports no TypeORM DataSource. It should be what \`typeorm -d\` takes: export default new DataSource({ … }).`,
  );
}

async function load(file: string): Promise<object> {
  try {
    return (await import(pathToFileURL(file).href)) as object;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('data_source_unusable', `${file} cannot be loaded: ${reason}`, undefined, { cause });
  }
}

const valuesOf = (value: object): unknown[] => Object.values(value);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isDataSource = (value: unknown): value is TypeOrmDataSource =>
  isObject(value) && 'initialize' in value && 'runMigrations' in value && 'options' in value;
