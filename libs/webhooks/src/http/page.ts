import { rule, Optional, Text } from './rules.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** What every list takes. */
export class PageQuery {
  @Optional()
  @rule({
    expected: `a whole number from 1 to ${MAX_LIMIT}`,
    schema: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT },
    test: (value) => typeof value === 'string' && /^[1-9][0-9]{0,2}$/.test(value) && Number(value) <= MAX_LIMIT,
  })
  limit?: string;

  @Optional()
  @Text({ min: 1, max: 1000, expected: 'next_cursor of the page before' })
  cursor?: string;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
}

export function pageOf(query: PageQuery): PageRequest {
  const limit = query.limit === undefined ? DEFAULT_LIMIT : Number(query.limit);
  return query.cursor === undefined ? { limit } : { limit, cursor: query.cursor };
}

/** One page of a list; `nextCursor` is null at its end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** Cuts the row that was read beyond the page and makes the cursor of the last one shown. */
export function toPage<T>(rows: readonly T[], limit: number, cursorOf: (last: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
