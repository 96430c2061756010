import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** Which part of a list is wanted; newest first. */
export interface PageRequest {
  readonly limit: number;
  /** The id after which the page begins. */
  readonly after: string | null;
}

export interface Page<T> {
  readonly items: T[];
  /** The id after which the next page begins; null on the last one. */
  readonly next: string | null;
}

/** Reads one page of an entity whose ids ascend with time. One row more than asked for tells whether more follow. */
export async function takePage<T extends ObjectLiteral & { id: string }>(
  query: SelectQueryBuilder<T>,
  request: PageRequest,
): Promise<Page<T>> {
  if (request.after !== null) query.andWhere(`${query.alias}.id < :after`, { after: request.after });
  const rows = await query
    .orderBy(`${query.alias}.id`, 'DESC')
    .take(request.limit + 1)
    .getMany();
  const items = rows.slice(0, request.limit);
  return { items, next: rows.length > request.limit ? (items.at(-1)?.id ?? null) : null };
}
