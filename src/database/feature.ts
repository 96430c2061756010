import type { MigrationInterface } from 'typeorm';

/** What a domain module brings to the database: statics of its module class. */
export interface DatabaseFeature {
  readonly entities: readonly (new () => object)[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}
