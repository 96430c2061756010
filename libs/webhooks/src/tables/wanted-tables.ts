import { compileSubscription, namedTables, type NamedTable } from '../subscriptions/compiled-subscription.js';
import type { Subscription } from '../subscriptions/subscription.js';

/**
 * The tables that have to be watched for a subscription to hear what it asks for. Unlike `namedTables` it knows that
 * `record.*` without a list of collections, and a pattern with `*` for the table, ask for every table that is allowed.
 */
export function wantedTables(subscription: Subscription): readonly NamedTable[] {
  const compiled = compileSubscription(subscription);
  const all = { schema: '*', table: '*', certain: false } as const;
  // "Everything" names no table, so that there is nothing to refuse.
  const named = namedTables(subscription).map((name) => (name.schema === '*' ? all : name));
  const asksForAll =
    (compiled.record.size > 0 && compiled.allowed === null) ||
    compiled.patterns.some(({ segments: [type, , kind, table, rows] }) => {
      const isRows = (kind === 'tables' && rows === 'rows') || (kind === 'collections' && rows === 'documents');
      return type === 'databases' && isRows && table === '*';
    });
  return asksForAll && !named.includes(all) ? [...named, all] : named;
}
