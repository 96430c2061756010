import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from './cli.errors.js';
import { withoutMark } from './input.js';

/** What a host writes once into its package.json, under `posthorn`, instead of repeating it on every command line. */
export interface Configuration {
  /** Absolute path of a module that exports the host's TypeORM DataSource. */
  readonly dataSource?: string;
  /** Name of the schema. */
  readonly schema?: string;
  /** Absolute path of a module whose exports lead to the event types. */
  readonly catalog?: string;
  /** Absolute path of the committed snapshot of the catalog. */
  readonly snapshot?: string;
}

const FILES = ['dataSource', 'catalog', 'snapshot'] as const;

/**
 * Reads `posthorn` of the nearest package.json at or above `folder`; empty when there is none.
 * @throws CliError `invalid_configuration`
 */
export async function readConfiguration(folder: string): Promise<Configuration> {
  const found = await nearestManifest(folder);
  if (found === undefined) return {};
  const given = found.content['posthorn'];
  if (given === undefined) return {};
  const refuse = (what: string): CliError =>
    new CliError(
      'invalid_configuration',
      `${found.file}: ${what}. ` +
        `Expected "posthorn": { "dataSource": "dist/data-source.js", "schema": "posthorn", ` +
        '"catalog": "dist/app.module.js", "snapshot": "posthorn.catalog.json" }, any of them.',
    );
  if (typeof given !== 'object' || given === null) throw refuse('"posthorn" is no object');
  for (const [name, value] of Object.entries(given)) {
    if (name !== 'schema' && !(FILES as readonly string[]).includes(name))
      throw refuse(`"posthorn.${name}" is unknown`);
    if (typeof value !== 'string') throw refuse(`"posthorn.${name}" is no text`);
  }
  const texts = given as Readonly<Record<string, string>>;
  const { schema } = texts;
  const files = FILES.flatMap((name) => {
    const value = texts[name];
    return value === undefined ? [] : [[name, path.resolve(path.dirname(found.file), value)] as const];
  });
  return { ...Object.fromEntries(files), ...(schema === undefined ? {} : { schema }) };
}

async function nearestManifest(
  folder: string,
): Promise<{ file: string; content: Readonly<Record<string, unknown>> } | undefined> {
  const file = path.join(folder, 'package.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    const above = path.dirname(folder);
    return above === folder ? undefined : nearestManifest(above);
  }
  try {
    return { file, content: JSON.parse(withoutMark(text)) as Record<string, unknown> };
  } catch (cause) {
    throw new CliError('invalid_configuration', `${file} is not valid JSON.`, undefined, { cause });
  }
}
