import { Inject, Injectable } from '@nestjs/common';
import { EventCatalog } from '@posthorn/event-catalog';
import type { ProjectScope } from '../access/project-scope.js';
import type { Clock } from '../common/clock.js';
import type { Dialect, RenderableEvent, SampleEvent } from '../dialect/dialect.js';
import type { DialectRegistry } from '../dialect/dialect-registry.js';
import { sampleEvent } from '../dialect/sample-event.js';
import { EventTypesService } from '../event-types/event-types.service.js';
import { OPERATIONAL_EVENTS, OPERATIONAL_TYPES } from '../event-types/operational-types.js';
import { EventsService } from '../events/events.service.js';
import { LoadedEvents } from '../events/loaded-events.js';
import { formatId } from '../ids/prefixed-id.js';
import { uuidV7 } from '../ids/uuid-v7.js';
import { explainSubscription } from '../subscriptions/explain.js';
import { compileFilter, FilterError } from '../subscriptions/filter.js';
import type { MatchableEvent, MatchVerdict, Subscription } from '../subscriptions/subscription.js';
import { ExpiredError, InvalidInputError } from '../webhooks.errors.js';
import type { WebhooksOptions } from '../webhooks.options.js';
import { CLOCK, DIALECTS, OPTIONS } from '../webhooks.tokens.js';
import { SubscriptionRules } from '../webhooks/subscription-rules.js';
import { blankWebhook } from '../webhooks/webhook-draft.js';
import type { WebhookSettingsRow } from '../webhooks/webhook.row.js';
import { WebhooksService } from '../webhooks/webhooks.service.js';

export interface PreviewRequest {
  /** Raw UUID: what is not said is taken from this webhook. */
  readonly webhookId?: string;
  /** Raw UUID of a stored event. */
  readonly eventId?: string;
  readonly eventType?: string;
  /** Signs the preview in place of the sample secret; never stored. */
  readonly secret?: string;
  readonly settings: Partial<
    Pick<WebhookSettingsRow, 'dialect' | 'url' | 'name' | 'events' | 'collections' | 'tables' | 'filter' | 'signing'>
  >;
}

export interface Preview {
  readonly event: RenderableEvent;
  readonly verdict: MatchVerdict;
  /** Names of all registered types that the subscription selects, without asking its filter. */
  readonly matchedTypes: readonly string[];
  readonly warnings: readonly string[];
  readonly request: {
    readonly method: 'POST';
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  /** The sample secret that signs the request, never a webhook's own; null when the caller has given one. */
  readonly secret: string | null;
}

/** Signs previews, so that a receiver's check can be tried on them. */
const SAMPLE_SECRET = 'whsec_c2FtcGxlIHNlY3JldCBvZiBhIHByZXZpZXchISE=';

/** Shows what a webhook would be sent, without sending or storing anything. */
@Injectable()
export class PreviewService {
  constructor(
    @Inject(DIALECTS) private readonly dialects: DialectRegistry,
    @Inject(OPTIONS) private readonly options: WebhooksOptions,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly webhooks: WebhooksService,
    private readonly rules: SubscriptionRules,
    private readonly types: EventTypesService,
    private readonly catalog: EventCatalog,
    private readonly events: EventsService,
    private readonly loaded: LoadedEvents,
  ) {}

  /** @throws ResourceNotFoundError, InvalidInputError; ExpiredError `event_expired` */
  async preview(request: PreviewRequest, scope: ProjectScope): Promise<Preview> {
    const given = await this.webhook(request, scope);
    const dialect = this.dialects.get(given.dialect);
    if (!dialect) throw unknownDialect(given.dialect, this.dialects);
    const judgement = await this.rules.check(given, 'refuse', request.settings);
    if (judgement.problems.length > 0) throw new InvalidInputError(judgement.problems);
    const row = { ...given, ...judgement.subscription };
    const { event, match } = await this.event(request, row, dialect, scope);
    const { id, project_id, external_id, name, url, signing } = row;
    const webhook = {
      id: formatId('hook', id),
      externalId: external_id,
      projectId: project_id === '' ? null : project_id,
      name,
      url,
      signing,
    };
    const body = dialect.body(event, webhook);
    const timestamp = Math.floor(this.clock.now().getTime() / 1000);
    const secret = request.secret ?? SAMPLE_SECRET;
    const secrets = [{ kind: 'hmac', value: secret } as const];
    const headers = dialect.headers({ event, webhook, body, timestamp, secrets });
    return {
      event,
      verdict: explainSubscription(subscriptionOf(row), match, this.options),
      matchedTypes: this.matchedTypes(row),
      warnings: judgement.warnings,
      request: {
        method: 'POST',
        url: url.replace(/\?.*$/s, ''),
        headers: { 'Content-Type': 'application/json', ...headers },
        body,
      },
      secret: signing && request.secret === undefined ? SAMPLE_SECRET : null,
    };
  }

  private matchedTypes(row: WebhookSettingsRow & { readonly project_id: string }): string[] {
    const subscription = { ...subscriptionOf(row), filter: null };
    const types = [...this.catalog.all(), ...OPERATIONAL_EVENTS];
    const names = new Set(types.map(({ name }) => name));
    return [...names]
      .filter((eventType) => {
        const sample = sampleEvent({ events: [], collections: [], tables: [], types, eventType });
        const match = this.matchable(sample, row.project_id);
        return explainSubscription(subscription, match, this.options).matches;
      })
      .sort();
  }

  /**
   * Whether a payload meets a filter.
   * @throws InvalidInputError `invalid_filter` with one entry per problem; ResourceNotFoundError; ExpiredError
   */
  async testFilter(
    filter: Readonly<Record<string, unknown>>,
    against: { readonly payload: unknown } | { readonly eventId: string },
    scope: ProjectScope,
  ): Promise<boolean> {
    const test = compiled(filter);
    if ('payload' in against) return test(against.payload);
    const { data } = await this.events.get(against.eventId, scope);
    if (data === null) throw erased();
    return test(JSON.parse(data));
  }

  private async webhook({ webhookId, settings }: PreviewRequest, scope: ProjectScope) {
    if (webhookId !== undefined) return { ...(await this.webhooks.get(webhookId, scope)).row, ...settings };
    const blank = blankWebhook(uuidV7(), scope ?? '', null, this.options.delivery.defaultDialect);
    return { ...blank, url: 'https://example.com/webhooks', events: ['*'], ...settings };
  }

  private async event(
    { eventId, eventType }: PreviewRequest,
    row: WebhookSettingsRow & { readonly project_id: string },
    dialect: Dialect,
    scope: ProjectScope,
  ): Promise<{ readonly event: RenderableEvent; readonly match: MatchableEvent }> {
    if (eventId !== undefined) {
      const { match, renderable } = await this.loaded.of(await this.events.get(eventId, scope));
      if (renderable === null) throw erased();
      return { event: renderable, match };
    }
    await this.types.takeOver();
    const types = [...this.catalog.all(), ...OPERATIONAL_EVENTS];
    if (eventType !== undefined && !types.some(({ name }) => name === eventType)) {
      throw InvalidInputError.of(
        'event_type',
        'unknown_event_type',
        `"${eventType}" is not a registered event type.`,
        this.catalog.nearest(eventType).join(', '),
      );
    }
    const { events, collections, tables, project_id } = row;
    const input = { events, collections, tables, types, ...(eventType === undefined ? {} : { eventType }) };
    const sample = dialect.sample?.(input) ?? sampleEvent(input);
    const match = this.matchable(sample, project_id);
    const { kind: _, ...shared } = match;
    return { event: { ...shared, id: formatId('evt', uuidV7()), occurredAt: this.clock.now() }, match };
  }

  private matchable(sample: SampleEvent, projectId: string): SampleEvent & MatchableEvent {
    const resource = this.catalog.get(sample.type)?.resource;
    const isChange = sample.change !== undefined || sample.appwriteEvent !== undefined;
    const kind = isChange ? 'change' : OPERATIONAL_TYPES.includes(sample.type) ? 'operational' : 'catalog';
    return { ...sample, projectId: projectId === '' ? null : projectId, ...(resource ? { resource } : {}), kind };
  }
}

function subscriptionOf({ events, collections, tables, filter, dialect }: WebhookSettingsRow): Subscription {
  return { events, collections, tables, filter, dialect };
}

function compiled(filter: Readonly<Record<string, unknown>>) {
  try {
    return compileFilter(filter);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const fields = error.problems.map(({ path, message }) => ({
      field: ['filter', ...path].join('.'),
      code: 'invalid_filter',
      message,
    }));
    throw new InvalidInputError(fields, 'invalid_filter');
  }
}

function unknownDialect(name: string, dialects: DialectRegistry): InvalidInputError {
  const expected = `one of ${dialects.names().join(', ')}`;
  return InvalidInputError.of('dialect', 'unknown_dialect', `There is no dialect "${name}".`, expected);
}

function erased(): ExpiredError {
  return new ExpiredError('event_expired', 'The payload of the event is no longer kept.');
}
