import type { MigrationInterface } from 'typeorm';

/**
 * What a domain module brings to the database: `schema` in `src/modules/<name>/<name>.schema.ts`. Commands that only
 * look at the schema load these files and nothing else of the module, so they import its entities and migrations
 * alone; an entity names the table of another module, `@ForeignKey('projects')`, in place of importing it.
 */
export interface DatabaseFeature {
  readonly entities: readonly (new () => object)[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}
