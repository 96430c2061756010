import type { InfiniteData } from '@tanstack/react-query';
import type { Delivery } from '../api/types.js';

/** Rows of one page of the API. */
export const PAGE_SIZE = 50;
/** A tail shows no more rows than these: the oldest leave at the end, and come again when the tail is switched off. */
export const MAX_TAILED = 500;

export interface DeliveryPage {
  readonly deliveries: readonly Delivery[];
  readonly next_cursor: string | null;
}

type Known = InfiniteData<DeliveryPage>;

/**
 * A list with deliveries that have just ended: on top, or in the place of what was known of them.
 * @param ended oldest first; the last word on a delivery counts
 */
export function withEnded(known: Known, ended: readonly Delivery[]): Known {
  const [first, ...others] = known.pages;
  if (!first) return known;
  const latest = new Map(ended.map((delivery) => [delivery.id, delivery]));
  const isKnown = new Set(known.pages.flatMap(({ deliveries }) => deliveries.map(({ id }) => id)));
  const added = [...latest.values()].filter(({ id }) => !isKnown.has(id)).reverse();
  const updated = ({ deliveries }: DeliveryPage) => deliveries.map((row) => latest.get(row.id) ?? row);
  const rows = [...added, ...updated(first)];
  if (rows.length + others.length * PAGE_SIZE <= MAX_TAILED) {
    const rest = others.map((page) => ({ ...page, deliveries: updated(page) }));
    return { ...known, pages: [{ ...first, deliveries: rows }, ...rest] };
  }
  const all = [...rows, ...others.flatMap(updated)].slice(0, MAX_TAILED);
  // There is no cursor for what comes after a row in the middle of a page.
  return { pages: [{ deliveries: all, next_cursor: null }], pageParams: known.pageParams.slice(0, 1) };
}
