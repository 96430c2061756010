import { DatabaseError } from '../database.errors.js';
import type { Queryable } from '../database.js';
import { apply, checkUnchanged, prepare, readApplied } from '../migrations/apply.js';
import { DEFAULT_SCHEMA, ordered, type Migration } from '../migrations/migration.js';
import type { TypeOrmMigration, TypeOrmQueryRunner } from './typeorm-shapes.js';

export interface TypeOrmMigrationOptions {
  /** Default `posthorn`. */
  readonly schema?: string;
}

// TypeORM reads the last 13 characters of a migration's name as its time. This one lies before every application
// that could use Posthorn, so that its own migrations may call posthorn.publish and find it there.
const FIRST_TIME = 1_700_000_000_000;

const pascalCase = (name: string): string =>
  name.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** TypeORM's QueryResult, which the third argument asks for. */
interface Structured {
  readonly records: unknown[];
  readonly affected?: number;
}

const asQueryable = (queryRunner: TypeOrmQueryRunner): Queryable => ({
  query: async <Row>(text: string, values?: readonly unknown[]) => {
    const result = (await queryRunner.query(text, values === undefined ? undefined : [...values], true)) as Structured;
    const rows = result.records as Row[];
    return { rows, rowCount: result.affected ?? rows.length };
  },
});

async function up(queryRunner: TypeOrmQueryRunner, schema: string, migration: Migration): Promise<void> {
  // With `transaction: 'none'` TypeORM opens none, and the lock and the record need one.
  const own = !queryRunner.isTransactionActive;
  if (own) await queryRunner.startTransaction();
  try {
    const tx = asQueryable(queryRunner);
    await prepare(tx, schema);
    const applied = await readApplied(tx, schema);
    checkUnchanged(applied, [migration]);
    if (!applied.some(({ version }) => version === migration.version)) await apply(tx, schema, migration);
    if (own) await queryRunner.commitTransaction();
  } catch (error) {
    if (own) await queryRunner.rollbackTransaction();
    throw error;
  }
}

// Registered, so that it also holds between two copies of this package.
const MARK: unique symbol = Symbol.for('posthorn.migration');

/** True for an instance of a class that `typeOrmMigrations` has made. */
export const isPosthornMigration = (migration: object): boolean => MARK in migration;

/**
 * The migrations as TypeORM classes, for `migrations` of a DataSource: `typeorm migration:run` then brings the same
 * schema as `migrate`. Both keep the same record, so each knows what the other has applied.
 */
export function typeOrmMigrations(
  migrations: readonly Migration[],
  options: TypeOrmMigrationOptions = {},
): (new () => TypeOrmMigration)[] {
  const schema = options.schema ?? DEFAULT_SCHEMA;
  return ordered(migrations).map((migration) => {
    const name = `Posthorn${pascalCase(migration.name)}${FIRST_TIME + migration.version}`;
    return class implements TypeOrmMigration {
      readonly name = name;
      readonly [MARK] = true;

      up(queryRunner: TypeOrmQueryRunner): Promise<void> {
        return up(queryRunner, schema, migration);
      }

      down(): Promise<void> {
        return Promise.reject(
          new DatabaseError(
            'irreversible_migration',
            `${name} cannot be reverted: Posthorn's migrations only add, and the previous version runs on the newer ` +
              `schema. To remove Posthorn, drop the schema "${schema}".`,
          ),
        );
      }
    };
  });
}
