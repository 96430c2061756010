/**
 * Part of a `pg` Pool, by shape: the types of pg are a package of their own, which a host with TypeORM or Prisma often
 * does not have, and its compiler reads these declarations.
 */
export interface PgPool {
  readonly totalCount: number;
  connect(): Promise<unknown>;
  query(...statement: never[]): unknown;
}
