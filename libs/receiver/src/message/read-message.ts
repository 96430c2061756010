import { createHash } from 'node:crypto';
import type { Body, HeaderSource, Verified } from '@posthorn/signing';
import type { ReceivedScheme } from '../schemes.js';
import { headerOf } from './header.js';
import type { WebhookMessage } from './webhook-message.js';

type Json = Readonly<Record<string, unknown>>;
type Envelope = Pick<WebhookMessage, 'type' | 'data' | 'previous'> & {
  readonly id?: string | undefined;
  readonly at?: unknown;
};

interface Raw {
  readonly body: Body;
  readonly headers: HeaderSource;
}

/** Takes a verified request apart; null when its body is not a JSON object. */
export function readMessage(scheme: ReceivedScheme, raw: Raw, verified: Verified): WebhookMessage | null {
  const body = parseObject(raw.body);
  if (body === null) return null;
  const { id, at, ...envelope } = ENVELOPES[scheme](body, raw.headers, verified);
  const attempt = Number(headerOf(raw.headers, 'x-posthorn-attempt'));
  const delivery = headerOf(raw.headers, 'x-posthorn-delivery');
  const occurredAt = moment(at);
  return {
    scheme,
    id: id ?? digest(raw.body),
    ...envelope,
    ...(occurredAt === undefined ? {} : { occurredAt }),
    ...(verified.timestamp === undefined ? {} : { timestamp: verified.timestamp }),
    body,
    secretIndex: verified.secretIndex,
    delivery: {
      ...(delivery === undefined ? {} : { id: delivery }),
      ...(Number.isSafeInteger(attempt) && attempt > 0 ? { attempt } : {}),
    },
  };
}

type ReadEnvelope = (body: Json, headers: HeaderSource, verified: Verified) => Envelope;

const typed =
  (time: string): ReadEnvelope =>
  (body, _headers, { id }) => ({
    id: id ?? text(body['id']),
    type: text(body['type']) ?? '',
    data: body['data'],
    at: body[time],
  });

const fluxbase: ReadEnvelope = (body) => ({
  type: text(body['event']) ?? '',
  data: body['record'],
  previous: body['old_record'],
  at: body['timestamp'],
});

const ENVELOPES: Readonly<Record<ReceivedScheme, ReadEnvelope>> = {
  standard: typed('created_at'),
  // Posthorn's `standard` dialect is verified by this scheme too, and calls the time `created_at`.
  'standard-webhooks': (body, headers, verified) =>
    typed('timestamp' in body ? 'timestamp' : 'created_at')(body, headers, verified),
  classic: typed('createdAt'),
  cloudevents: typed('time'),
  'cloudevents-binary': (body, headers, { id }) => ({
    id,
    // The binary mode has the type in a header, which Standard Webhooks does not sign.
    type: decoded(headerOf(headers, 'ce-type')),
    data: body,
    at: headerOf(headers, 'ce-time'),
  }),
  backendify: (body) => ({
    type: text(body['event']) ?? '',
    data: body['record'],
    previous: body['previous_record'],
    at: body['timestamp'],
  }),
  fluxbase,
  'fluxbase-native': fluxbase,
  appwrite: (body) => ({
    id: text(body['$id']),
    type: text(body['event']) ?? '',
    data: body['payload'],
    at: body['timestamp'],
  }),
  'appwrite-native': (body, headers) => ({
    type: concreteEvent(headerOf(headers, 'x-appwrite-webhook-events') ?? ''),
    data: body,
  }),
  stripe: (body) => ({
    id: text(body['id']),
    type: text(body['type']) ?? '',
    data: body['data'],
    at: typeof body['created'] === 'number' ? body['created'] * 1000 : undefined,
  }),
  github: (body, headers) => {
    const event = headerOf(headers, 'x-github-event') ?? '';
    const action = text(body['action']);
    return {
      id: headerOf(headers, 'x-github-delivery'),
      type: action === undefined ? event : `${event}.${action}`,
      data: body,
    };
  },
};

/** The longest name without a wildcard: the first one may be the event without its attribute. */
function concreteEvent(list: string): string {
  const names = list.split(',').filter((name) => !name.split('.').includes('*'));
  return decoded(names.sort((one, other) => other.split('.').length - one.split('.').length)[0]);
}

function decoded(value = ''): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** The body as a JSON object, or null. */
export function parseObject(body: Body): Json | null {
  try {
    const value: unknown = JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
  } catch {
    return null;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function moment(value: unknown): Date | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function digest(body: Body): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}
