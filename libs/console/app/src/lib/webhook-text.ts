import type { Webhook } from '../api/types.js';

/** The host of a URL, for a webhook without a name. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** One entry of `events` in a few characters: `user.*`, `orders (INSERT, UPDATE)`. */
export function selectorText(selector: Webhook['events'][number]): string {
  if (typeof selector === 'string') return selector;
  const { table, operations } = selector as { table?: unknown; operations?: unknown };
  return `${String(table)} (${Array.isArray(operations) ? operations.join(', ') : '*'})`;
}
