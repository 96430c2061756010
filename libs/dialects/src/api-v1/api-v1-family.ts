import { MalformedRequestError, type WebhookRow } from '@posthorn/webhooks';
import type { JsonBody } from '../management/json-body.js';

/** The part of a request that routing looks at: the same on Express and Fastify. */
export interface PlainRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly url: string;
}

const CLIENT_HEADERS = ['apikey', 'x-client-key', 'x-service-key'] as const;

/** Documents 002 and 004 share a path: objects among `events`, or a client of 002, make a request one of 002. */
export function isFluxbaseRequest(request: PlainRequest, body: JsonBody = {}): boolean {
  const { events } = body;
  const hasObjects = Array.isArray(events) && events.some((entry) => typeof entry === 'object' && entry !== null);
  return hasObjects || CLIENT_HEADERS.some((name) => request.headers[name] !== undefined);
}

export function isFluxbaseWebhook({ dialect }: Pick<WebhookRow, 'dialect'>): boolean {
  return dialect === 'fluxbase' || dialect === 'fluxbase-native';
}

/** The TypeScript client (`apikey`) expects objects around lists, everything else of 002 bare arrays. */
export function wantsEnvelope(request: PlainRequest): boolean {
  const forced = queryOf(request).get('envelope');
  if (forced !== null) return forced !== 'false' && forced !== '0';
  return request.headers['apikey'] !== undefined;
}

const MAX_LIMIT = 200;

/** @throws MalformedRequestError */
export function limitOf(request: PlainRequest, otherwise: number): number {
  const text = queryOf(request).get('limit');
  if (text === null) return otherwise;
  if (!/^[1-9][0-9]{0,5}$/.test(text))
    throw new MalformedRequestError('invalid_query', 'limit has to be a positive number.');
  return Math.min(Number(text), MAX_LIMIT);
}

/** Read from the raw text: hosts parse query strings in different ways. */
function queryOf({ url }: PlainRequest): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
}
