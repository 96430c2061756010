import type { OutboundRequest } from '@posthorn/egress';
import type { WebhookConfig } from '../configuration/webhook-config.js';
import type { RenderableWebhook, SigningSecret } from '../dialect/dialect.js';
import { deliveryId } from '../ids/delivery-id.js';
import { formatId } from '../ids/prefixed-id.js';
import type { DeliveryKey } from '../engine/engine.js';
import type { LoadedEvent } from '../relay/loaded-event.js';
import { UnsendableError } from './unsendable.error.js';

export interface BuiltRequest {
  readonly request: OutboundRequest;
  /** The dialect's headers, as sent: what differs in each attempt. */
  readonly signedHeaders: Readonly<Record<string, string>>;
  /** `evt_…`. */
  readonly publicEventId: string;
}

const renderables = new WeakMap<WebhookConfig, RenderableWebhook>();

function renderable(webhook: WebhookConfig): RenderableWebhook {
  let made = renderables.get(webhook);
  if (made === undefined) {
    made = {
      id: formatId('hook', webhook.id),
      externalId: webhook.externalId,
      projectId: webhook.projectId,
      name: webhook.name,
      url: webhook.url,
      signing: webhook.signing,
    };
    renderables.set(webhook, made);
  }
  return made;
}

/**
 * Builds one attempt's request.
 * @param nowMs the process's clock: it stamps the signature
 * @throws UnsendableError whatever goes wrong: a dialect that throws is no different from one that is missing
 */
export function buildRequest(
  event: LoadedEvent,
  webhook: WebhookConfig,
  key: DeliveryKey,
  number: number,
  nowMs: number,
  signal: AbortSignal,
): BuiltRequest {
  const { dialect } = webhook;
  if (dialect === undefined) {
    throw new UnsendableError(
      'unknown_dialect',
      `The dialect "${webhook.dialectName}" is not registered in this process.`,
    );
  }
  if (event.renderable === null) {
    throw new UnsendableError('payload_missing', 'The payload of the event was erased or has expired.');
  }
  const credentials = webhook.credentials();
  const described = renderable(webhook);
  let body = dialect.bodyScope === 'event' ? sharedBody(event, dialect.name) : undefined;
  let signedHeaders: Record<string, string>;
  try {
    if (body === undefined) {
      body = dialect.body(event.renderable, described);
      if (dialect.bodyScope === 'event') event.bodies = { dialect: dialect.name, text: body, next: event.bodies };
    }
    signedHeaders = dialect.headers({
      event: event.renderable,
      webhook: described,
      body,
      timestamp: Math.floor(nowMs / 1000),
      secrets: secretsOfNow(credentials.secrets, nowMs),
    });
  } catch (cause) {
    throw new UnsendableError(
      body === undefined ? 'not_renderable' : 'signing_failed',
      `The dialect "${dialect.name}" cannot ${body === undefined ? 'render the event' : 'sign the request'}.`,
      { cause },
    );
  }
  // Object.assign and not a spread: 0.3 µs against 5.6 for these ten headers.
  const headers: Record<string, string> = Object.assign(
    {},
    credentials.fixedHeaders,
    {
      'X-Posthorn-Delivery': deliveryId(key),
      'X-Posthorn-Attempt': String(number),
      'X-Posthorn-Event': event.renderable.id,
    },
    signedHeaders,
  );
  if (event.traceparent !== undefined) headers['traceparent'] = event.traceparent;
  return {
    request: { url: webhook.url, headers, body, timeoutMs: webhook.timeoutMs, tls: webhook.tls, signal },
    signedHeaders,
    publicEventId: event.renderable.id,
  };
}

function sharedBody(event: LoadedEvent, dialect: string): string | undefined {
  for (let each = event.bodies; each !== null; each = each.next) if (each.dialect === dialect) return each.text;
  return undefined;
}

function secretsOfNow(
  secrets: readonly (SigningSecret & { readonly expiresAt: number | null })[],
  nowMs: number,
): readonly SigningSecret[] {
  for (const { expiresAt } of secrets) {
    if (expiresAt !== null) return secrets.filter((secret) => secret.expiresAt === null || secret.expiresAt > nowMs);
  }
  return secrets;
}
