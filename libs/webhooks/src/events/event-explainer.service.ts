import { Inject, Injectable } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import type { DeliveryRow } from '../deliveries/delivery.row.js';
import { DeliveryStore } from '../deliveries/delivery.store.js';
import { explainWebhook } from '../subscriptions/explain.js';
import type { MatchableEvent, MatchVerdict } from '../subscriptions/subscription.js';
import { timeOfUuid } from '../ids/uuid-v7.js';
import { ResourceNotFoundError } from '../webhooks.errors.js';
import type { WebhooksOptions } from '../webhooks.options.js';
import { OPTIONS } from '../webhooks.tokens.js';
import { WebhookStore } from '../webhooks/webhook.store.js';
import type { WebhookRow } from '../webhooks/webhook.row.js';
import { explainedOutcome, type ExplainedOutcome } from './explained-outcome.js';
import type { EventRow } from './event.row.js';
import { EventStore } from './event.store.js';
import { LoadedEvents } from './loaded-events.js';

export interface Explanation {
  readonly event: EventRow;
  readonly webhooks: readonly WebhookExplanation[];
}

export interface WebhookExplanation extends ExplainedOutcome {
  readonly webhook: WebhookRow;
  /** By today's subscription. */
  readonly verdict: MatchVerdict;
  /** What became of it, originals and replays. */
  readonly deliveries: readonly DeliveryRow[];
}

const MAX_WEBHOOKS = 1000;

/** Says for each webhook of an event's project, and of the installation, why it did or did not get the event. */
@Injectable()
export class EventExplainer {
  constructor(
    private readonly events: EventStore,
    private readonly loaded: LoadedEvents,
    private readonly webhooks: WebhookStore,
    private readonly deliveries: DeliveryStore,
    @Inject(OPTIONS) private readonly options: WebhooksOptions,
  ) {}

  /** A project's caller sees its own webhooks only. @throws ResourceNotFoundError */
  async explain(id: string, scope: ProjectScope): Promise<Explanation> {
    const event = await this.events.find(id, scope);
    if (!event) throw new ResourceNotFoundError('event');
    const projects = [...new Set(scope === null ? [event.project_id, ''] : [scope])];
    const lists = await Promise.all(
      projects.map((project) => this.webhooks.list({ scope: project, limit: MAX_WEBHOOKS })),
    );
    // Before the deliveries are read: what is not waiting any more has its deliveries then.
    const isWaiting = await this.events.isWaiting(id);
    const [loaded, deliveries] = await Promise.all([this.loaded.of(event), this.deliveries.ofEvent(id, scope)]);
    const byWebhook = new Map<string, DeliveryRow[]>();
    for (const delivery of deliveries) {
      byWebhook.set(delivery.webhook_id, [...(byWebhook.get(delivery.webhook_id) ?? []), delivery]);
    }
    const others = await this.others(byWebhook.keys(), lists.flat());
    const publishedAt = new Date(timeOfUuid(id));
    const webhooks = [...lists.flat(), ...others].map((webhook) => {
      const verdict = this.verdict(webhook, event, loaded.match);
      const own = byWebhook.get(webhook.id) ?? [];
      const facts = { verdict, deliveries: own, isWaiting, publishedAt, createdAt: webhook.created_at };
      return {
        webhook,
        verdict,
        deliveries: own,
        ...explainedOutcome({ ...facts, invalidReason: event.invalid_reason }),
      };
    });
    return { event, webhooks };
  }

  /**
   * Webhooks that got the event and are not listed: deleted since, or more than the list has. In one question: an event
   * may have gone to thousands, and a question for each took every connection until other requests were answered 503.
   */
  private others(got: Iterable<string>, known: readonly WebhookRow[]): Promise<WebhookRow[]> {
    const ids = new Set(got);
    for (const { id } of known) ids.delete(id);
    return this.webhooks.findAllKept([...ids]);
  }

  private verdict(webhook: WebhookRow, event: EventRow, match: MatchableEvent): MatchVerdict {
    if (event.data === null && webhook.filter !== null) {
      // The filter can no longer be asked: say so rather than calling it filtered out.
      const { matches, code, reason } = explainWebhook(subscribed({ ...webhook, filter: null }), match, this.options);
      return {
        matches,
        code,
        reason: matches ? `${reason} The payload was erased, so its filter cannot be asked.` : reason,
      };
    }
    return explainWebhook(subscribed(webhook), match, this.options);
  }
}

function subscribed({ project_id, events, collections, tables, filter, dialect }: WebhookRow) {
  const projectId = project_id === '' ? null : project_id;
  return { projectId, subscription: { events, collections, tables, filter, dialect } };
}
