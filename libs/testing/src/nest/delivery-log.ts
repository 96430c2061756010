import type { Database } from '@posthorn/database';
import { formatId, parseId } from '@posthorn/webhooks';
import type { Happening } from '../expectations/find-events.js';
import type { RecordedRequest, RecordingSender } from '../sender/recording-sender.js';

/** One request that was made, with the event behind it. */
export interface Delivered<Payload = unknown> {
  readonly type: string;
  /** The payload as it was published, whatever the dialect made of it. */
  readonly data: Payload;
  readonly eventId: string;
  readonly deliveryId: string;
  /** From 1. */
  readonly attempt: number;
  readonly url: string;
  /** Absent when there was no answer. */
  readonly status?: number;
  /** The bytes that were sent, and their headers. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type DeliveryHappening = Happening & { readonly delivered: Delivered };

/** Every request of the sender, with its event as the database has it. */
export async function deliveriesOf(
  sender: RecordingSender,
  database: Database,
  schema: string,
): Promise<readonly DeliveryHappening[]> {
  const requests = sender.requests.flatMap((entry) => {
    const eventId = entry.request.headers['X-Posthorn-Event'];
    return eventId === undefined ? [] : [{ ...entry, eventId }];
  });
  const uuids = [...new Set(requests.map(({ eventId }) => parseId('evt', eventId)))].filter((id) => id !== null);
  const { rows } = await database.query<{ id: string; type: string; data: string }>(
    `select id::text as id, type, data from ${schema}.events where id = any($1::uuid[])`,
    [uuids],
  );
  const events = new Map(rows.map(({ id, ...event }) => [formatId('evt', id), event]));
  return requests.map((entry) => happening(entry, entry.eventId, events.get(entry.eventId)));
}

function happening(
  { request, outcome }: RecordedRequest,
  eventId: string,
  event: { readonly type: string; readonly data: string } | undefined,
): DeliveryHappening {
  const { url, headers, body } = request;
  const status = outcome?.kind === 'response' ? outcome.statusCode : undefined;
  const delivered: Delivered = {
    type: event?.type ?? '',
    data: event === undefined ? undefined : (JSON.parse(event.data) as unknown),
    eventId,
    deliveryId: headers['X-Posthorn-Delivery'] ?? '',
    attempt: Number(headers['X-Posthorn-Attempt'] ?? 1),
    url,
    ...(status === undefined ? {} : { status }),
    body,
    headers,
  };
  const answer = outcome?.kind === 'failure' ? outcome.message : String(status ?? 'nothing yet');
  return {
    type: delivered.type,
    data: delivered.data,
    where: `to ${url}, attempt ${delivered.attempt}, answered with ${answer}`,
    counts: status !== undefined && status >= 200 && status < 300,
    delivered,
  };
}

/** How many events of a type there are, for whoever looks for one that was not delivered. */
export async function countEvents(database: Database, schema: string, type: string): Promise<number> {
  const { rows } = await database.query<{ events: number }>(
    `select count(*)::int as events from ${schema}.events where type = $1`,
    [type],
  );
  return rows[0]?.events ?? 0;
}
