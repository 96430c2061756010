import { InvalidInputError, isoSeconds, type RetrySetting, type ShownWebhook } from '@posthorn/webhooks';
import { oneOf, present, type JsonBody } from '../management/json-body.js';
import { fluxbasePolicy } from './fluxbase-policy.js';

const MAX_RETRIES = 3;
const BACKOFF_SECONDS = 5;
const RETRIES_ALLOWED = 10;

/**
 * The document's fields in the words of the native API. Numbers of a change are merged with those that are stored.
 * @throws InvalidInputError
 */
export function fromFluxbase(body: JsonBody, stored: RetrySetting | null = null): JsonBody {
  const secret = body['secret'];
  return present({
    name: body['name'],
    description: body['description'],
    url: body['url'],
    // The real server answers 0 with its default, so it means "not said" for the two durations.
    timeout_seconds: body['timeout_seconds'] === 0 ? undefined : body['timeout_seconds'],
    events: eventsOf(body['events']),
    // An empty secret is none: the document's webhooks may be unsigned.
    secret: secret === '' ? undefined : secret,
    active: oneOf(body, 'enabled', 'is_active', 'active'),
    headers: body['headers'],
    retry: retryOf(body, stored),
    dialect: oneOf(body, 'format', 'dialect'),
  });
}

/** The command-line client sends one text with commas. */
function eventsOf(events: unknown): unknown {
  return typeof events === 'string' ? events.split(',').map((name) => name.trim()) : events;
}

function retryOf(body: JsonBody, stored: RetrySetting | null): JsonBody | undefined {
  // Its decoder takes null for a number that was not said.
  const { max_retries: retries = null, retry_backoff_seconds: backoff = null } = body;
  if (retries === null && backoff === null) return undefined;
  const now = exponentialOf(stored);
  if (retries !== null && (!Number.isInteger(retries) || Number(retries) < 0 || Number(retries) > RETRIES_ALLOWED)) {
    const expected = `a whole number from 0 to ${RETRIES_ALLOWED}`;
    throw InvalidInputError.of('max_retries', 'invalid', `max_retries has to be ${expected}.`, expected);
  }
  return {
    max_retries: retries ?? now.max_retries,
    backoff_seconds: backoff === null || backoff === 0 ? now.backoff_seconds : backoff,
  };
}

function exponentialOf(retry: RetrySetting | null): { max_retries: number; backoff_seconds: number } {
  if (retry === null || 'schedule' in retry) return { max_retries: MAX_RETRIES, backoff_seconds: BACKOFF_SECONDS };
  return { max_retries: retry.max_retries ?? MAX_RETRIES, backoff_seconds: retry.backoff_seconds ?? BACKOFF_SECONDS };
}

/** One object for every client: the server's fields and those that the TypeScript client expects. Never the secret. */
export function toFluxbase({ row, warnings }: ShownWebhook): JsonBody {
  const retry = exponentialOf(row.retry);
  const enabled = !row.paused && row.disabled_reason === null;
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    url: row.url,
    enabled,
    is_active: enabled,
    events: row.events,
    max_retries: retry.max_retries,
    timeout_seconds: row.timeout_seconds ?? fluxbasePolicy.timeoutSeconds,
    retry_backoff_seconds: retry.backoff_seconds,
    headers: Object.fromEntries(row.header_names.map((name) => [name, '[set]'])),
    scope: 'global',
    created_by: null,
    user_id: null,
    ...(warnings.length > 0 ? { warnings } : {}),
    created_at: isoSeconds(row.created_at),
    updated_at: isoSeconds(row.updated_at),
  };
}

/** The name that a client left out: the host that is called. */
export function nameOfUrl(url: unknown): string {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).host.slice(0, 128) : 'Webhook';
}
