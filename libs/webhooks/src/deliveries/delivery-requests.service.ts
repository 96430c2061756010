import { Inject, Injectable } from '@nestjs/common';
import type { DialectRegistry } from '../dialect/dialect-registry.js';
import { unpackHeaders } from '../dispatcher/signed-headers.js';
import { EventStore } from '../events/event.store.js';
import { LoadedEvents } from '../events/loaded-events.js';
import { deliveryId } from '../ids/delivery-id.js';
import { formatId } from '../ids/prefixed-id.js';
import { USER_AGENT } from '../version.js';
import { DIALECTS } from '../webhooks.tokens.js';
import { WebhookStore } from '../webhooks/webhook.store.js';
import type { WebhookRow } from '../webhooks/webhook.row.js';
import { keyOf } from './delivery.mapper.js';
import type { AttemptRow, DeliveryRow } from './delivery.row.js';

/** What a delivery sends: rendered again, for a body is a pure function of event, webhook and dialect (RULES 4). */
export interface DeliveryRequest {
  readonly method: 'POST';
  /** Without its query, which may hold a token. */
  readonly url: string;
  readonly body: string;
}

const REDACTED = '[redacted]';

@Injectable()
export class DeliveryRequests {
  constructor(
    @Inject(DIALECTS) private readonly dialects: DialectRegistry,
    private readonly webhooks: WebhookStore,
    private readonly events: EventStore,
    private readonly loaded: LoadedEvents,
  ) {}

  /** Undefined when it cannot be rendered any more: the payload was erased, or the dialect is unknown here. */
  async of(delivery: DeliveryRow): Promise<DeliveryRequest | undefined> {
    const [webhook, event] = await Promise.all([
      this.webhooks.findKept(delivery.webhook_id),
      this.events.find(delivery.event_id, null),
    ]);
    const dialect = webhook && this.dialects.get(webhook.dialect);
    const renderable = event && (await this.loaded.of(event)).renderable;
    if (!webhook || !dialect || !renderable) return undefined;
    const body = dialect.body(renderable, renderableWebhook(webhook));
    return { method: 'POST', url: webhook.url.replace(/\?.*$/s, ''), body };
  }

  /** The headers of an attempt: those that differ were kept, the rest are the webhook's, its own values hidden. */
  async headersOf(delivery: DeliveryRow): Promise<(attempt: AttemptRow) => Record<string, string>> {
    const webhook = await this.webhooks.findKept(delivery.webhook_id);
    const own = Object.fromEntries((webhook?.header_names ?? []).map((name) => [name, REDACTED]));
    const basic: Record<string, string> = webhook?.basic_auth_username ? { Authorization: REDACTED } : {};
    return (attempt): Record<string, string> => ({
      'Content-Type': 'application/json',
      'User-Agent': USER_AGENT,
      ...own,
      ...basic,
      'X-Posthorn-Delivery': deliveryId(keyOf(delivery)),
      'X-Posthorn-Attempt': String(attempt.number),
      'X-Posthorn-Event': formatId('evt', delivery.event_id),
      ...unpackHeaders(attempt.signed_headers, delivery.event_id),
    });
  }
}

function renderableWebhook(row: WebhookRow) {
  return {
    id: formatId('hook', row.id),
    externalId: row.external_id,
    projectId: row.project_id === '' ? null : row.project_id,
    name: row.name,
    url: row.url,
    signing: row.signing,
  };
}
