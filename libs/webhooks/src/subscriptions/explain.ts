import { appwriteLevels, appwriteShape, matchesAppwrite } from './appwrite-event.js';
import {
  allowsChange,
  asksForChange,
  compileSubscription,
  type CompiledSubscription,
} from './compiled-subscription.js';
import { rowChangeNames, tableLabel } from './row-tables.js';
import type { MatchableEvent, MatchOptions, MatchVerdict, SubscribedWebhook, Subscription } from './subscription.js';

/** Why a subscription hears an event or does not. Agrees with the index, which a property test holds it to. */
export function explainSubscription(
  subscription: Subscription,
  event: MatchableEvent,
  options: MatchOptions = {},
): MatchVerdict {
  const compiled = compileSubscription(subscription);
  const name = event.change ? `changes of ${tableLabel(event.change)} (${event.change.operation})` : event.type;
  if (!asksFor(compiled, event, options)) {
    return {
      matches: false,
      code: 'not_subscribed',
      reason: `No entry of "events" selects ${name}.${hint(compiled, event)}`,
    };
  }
  if (event.change && !allowsChange(compiled, event.change)) {
    const [code, field] = compiled.namesCollections
      ? (['collection_not_selected', 'collections'] as const)
      : (['table_not_selected', 'tables'] as const);
    return { matches: false, code, reason: `"${field}" does not contain ${tableLabel(event.change)}.` };
  }
  const payload: unknown = compiled.filter ? JSON.parse(event.data) : undefined;
  if (compiled.filter && !compiled.filter(payload)) {
    const reason = `The payload does not meet "filter".${envelopeHint(subscription.filter, payload)}`;
    return { matches: false, code: 'filtered_out', reason };
  }
  return { matches: true, code: 'matched', reason: `"events" selects ${name}.` };
}

/** The same for a webhook, which hears its own project only. */
export function explainWebhook(
  webhook: SubscribedWebhook,
  event: MatchableEvent,
  options: MatchOptions = {},
): MatchVerdict {
  if (webhook.projectId !== null && webhook.projectId !== event.projectId) {
    const reason =
      event.projectId === null ? 'The event belongs to no project.' : 'The event belongs to another project.';
    return { matches: false, code: 'other_project', reason };
  }
  return explainSubscription(webhook.subscription, event, options);
}

function asksFor(compiled: CompiledSubscription, event: MatchableEvent, options: MatchOptions): boolean {
  if (event.kind !== 'operational' && compiled.patterns.length > 0) {
    const shape = appwriteShape(event, options.appwriteDatabase ?? 'main');
    const concrete = shape?.fill(() => JSON.parse(event.data) as Record<string, unknown>);
    const levels = concrete ? appwriteLevels(concrete) : [];
    if (compiled.patterns.some((pattern) => matchesAppwrite(pattern, levels))) return true;
  }
  if (event.kind === 'change' && event.change) {
    return asksForChange(compiled, event.change, rowChangeNames(event.change));
  }
  if (compiled.exact.has(event.type)) return true;
  if (event.kind === 'change') return false;
  return (
    (compiled.all && event.kind === 'catalog') || compiled.prefixes.some((prefix) => event.type.startsWith(prefix))
  );
}

/** What bodies wrap payloads in, and filters of other systems begin with. */
const ENVELOPES = ['data', 'record', 'payload'];

/** Told of a filter that looks for `data.name` in a payload that has a `name` and no `data`. */
function envelopeHint(filter: Subscription['filter'], payload: unknown): string {
  const known = Object.keys(payload ?? {});
  const taken = Object.keys(filter ?? {}).find((path) => {
    const [first = ''] = path.split('.');
    return ENVELOPES.includes(first) && !known.includes(first);
  });
  return taken === undefined ? '' : ` Paths begin inside the payload, which has no "${taken.split('.')[0]}".`;
}

/** The one thing about wildcards that surprises people. */
function hint(compiled: CompiledSubscription, event: MatchableEvent): string {
  if (event.kind === 'catalog' || (!compiled.all && compiled.prefixes.length === 0)) return '';
  return event.kind === 'change'
    ? ' Wildcards hear event types only; row changes are asked for with {"table": …}, "record.*" or "tables".'
    : ' "*" does not hear operational events; ask for them by name.';
}
