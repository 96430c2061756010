import type { ServerResponse } from 'node:http';
import { Inject, Res, Sse, type MessageEvent } from '@nestjs/common';
import {
  catchError,
  concat,
  defer,
  exhaustMap,
  filter,
  finalize,
  from,
  interval,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  takeUntil,
  takeWhile,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { Call } from '../access/call.decorator.js';
import type { Caller } from '../access/caller.js';
import { listScope, type ProjectScope } from '../access/project-scope.js';
import { RequireScope } from '../access/require-scope.decorator.js';
import { allows } from '../access/scopes.js';
import type { Clock } from '../common/clock.js';
import { DeliveriesService } from '../deliveries/deliveries.service.js';
import { keyOf, toDeliveryJson } from '../deliveries/delivery.mapper.js';
import type { DeliveryRow } from '../deliveries/delivery.row.js';
import { toEventJson } from '../events/event.mapper.js';
import { EventsService } from '../events/events.service.js';
import { ApiController } from '../http/api-controller.decorator.js';
import { Describe } from '../http/describe.decorator.js';
import { Moment, parseMoment } from '../http/moment.js';
import { RequestQuery } from '../http/request-input.js';
import { OneOf, Optional, Text } from '../http/rules.js';
import { deliveryId } from '../ids/delivery-id.js';
import { formatId, parseId } from '../ids/prefixed-id.js';
import { timeOfUuid } from '../ids/uuid-v7.js';
import { NestEngineLogger } from '../nest-engine-logger.js';
import { ResourceNotFoundError, WebhooksError } from '../webhooks.errors.js';
import { CLOCK } from '../webhooks.tokens.js';
import { DeliveryTail, MAX_WATCHERS } from './delivery-tail.js';
import { eventFeed } from './event-feed.js';
import { Seats } from './seats.js';

export class StreamQuery {
  @Optional()
  @Text({ min: 1, max: 64 })
  webhook_id?: string;

  @Optional()
  @Text({ min: 1, max: 64 })
  project_id?: string;

  @Optional()
  @OneOf(['deliveries', 'events'])
  topic?: 'deliveries' | 'events';

  @Optional()
  @Moment()
  since?: string;
}

/** What a client has seen last, an id of a message or a moment, and from when on it may have missed something. */
interface Position {
  readonly id: string;
  readonly since: Date | undefined;
}

/** An event appears when its transaction commits, later than the time in its id. Milliseconds. */
const OVERLAP = 2000;
const HEARTBEAT = 10_000;
/** A stream ends after this and the client comes back by itself, authenticated anew. */
const LONGEST = 60_000;
/** How often a caller that can be asked about is: a revoked key stops watching within 5 s. */
const RECHECK = 2_500;

/** Streams of one project at a time, in one process: a console's tabs, and no more than a part of all places. */
const MAX_OF_PROJECT = 10;

/** Express's response, or Fastify's, which has the raw one. */
type Response = ServerResponse | { readonly raw: ServerResponse };

/** `/v1/stream` */
@ApiController('stream')
export class StreamController {
  /** People who watch here. */
  private readonly watching = { deliveries: 0, events: 0 };
  private readonly seats = new Seats(MAX_OF_PROJECT);

  constructor(
    private readonly tail: DeliveryTail,
    private readonly events: EventsService,
    private readonly deliveries: DeliveriesService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Sse()
  @RequireScope('deliveries:read')
  @Describe({
    summary:
      'Watch deliveries as they end, or with topic=events (and the scope events:read) events as they are published ' +
      '(server-sent events); ends after a minute and is resumed by the client',
    returns: {
      stream:
        'Events `open` and `heartbeat`, and a `delivery` with a Delivery, or an `event` with an Event, as JSON in its data. ' +
        'With `Last-Event-ID`, which an EventSource sends by itself, what came meanwhile comes first; what ended in the ' +
        'two seconds before may come again.',
    },
  })
  watch(
    @Call() caller: Caller,
    @RequestQuery(StreamQuery) query: StreamQuery,
    @Res({ passthrough: true }) response: Response,
  ): Observable<MessageEvent> {
    const scope = listScope(caller, query.project_id);
    const webhookId = query.webhook_id === undefined ? undefined : parseId('hook', query.webhook_id);
    if (webhookId === null) throw new ResourceNotFoundError('webhook');
    const topic = query.topic ?? 'deliveries';
    const ofEvents = topic === 'events';
    if (ofEvents && !allows(caller, 'events:read')) {
      throw new WebhooksError('forbidden', 'forbidden', 'This needs a key with the scope events:read.');
    }
    const raw = 'raw' in response ? response.raw : response;
    if (this.seats.isFull(caller.projectId)) {
      raw.setHeader('Retry-After', String(LONGEST / 1000));
      throw new WebhooksError(
        'too_many',
        'too_many_streams_of_project',
        `Of one project ${MAX_OF_PROJECT} may watch here at a time.`,
      );
    }
    if (this.watching[topic] >= MAX_WATCHERS) {
      throw new WebhooksError('unavailable', 'too_many_streams', 'Too many people are watching here. Try again later.');
    }
    // Nothing else comes over this connection, and a server that shuts down would wait for it.
    const { socket } = raw;
    raw.once('finish', () => socket?.end());
    const left = String(raw.req.headers['last-event-id'] ?? '').slice(0, 64);
    // Without an id of its own a message would be numbered, and a browser would come back with the number.
    let last = this.clock.now().toISOString();
    const messages = defer(() => this.position(left, scope)).pipe(
      tap((position) => (last = position?.id ?? last)),
      mergeMap((position) =>
        ofEvents
          ? this.published(scope, position ?? { id: '', since: parseMoment(query.since) })
          : this.ended(scope, webhookId, position),
      ),
      // A client that does not read is sent away: what it has not taken would pile up here.
      takeWhile(() => !raw.writableNeedDrain),
      mergeMap((batch) => from(batch)),
      tap(({ id }) => (last = id ?? last)),
    );
    const heartbeats = interval(HEARTBEAT).pipe(map(() => ({ type: 'heartbeat', id: last, data: '' })));
    // Whoever follows events takes them up again from a moment of this clock.
    const about = ofEvents ? { now: this.clock.now().toISOString() } : '';
    const opened = of({ type: 'open', id: left === '' ? last : left, data: about, retry: 1000 });
    // Counted from here on, and not when the position is known: what asks at once would all be let in.
    const counted = defer(() => {
      this.watching[topic] += 1;
      return concat(opened, untilEitherEnds(messages, heartbeats));
    }).pipe(finalize(() => (this.watching[topic] -= 1)));
    return this.seats.during(caller.projectId, counted).pipe(takeUntil(merge(timer(LONGEST), revoked(caller))));
  }

  /** Where a client that comes back has left off; undefined when it does not say so, or in a way that nobody knows. */
  private async position(lastId: string, scope: ProjectScope): Promise<Position | undefined> {
    const event = parseId('evt', lastId);
    if (event !== null) return { id: lastId, since: new Date(timeOfUuid(event) - OVERLAP) };
    const since = lastId.startsWith('del_')
      ? (await this.deliveries.get(lastId, scope).catch(() => undefined))?.finished_at
      : parseMoment(lastId);
    return since ? { id: lastId, since } : undefined;
  }

  private ended(
    scope: ProjectScope,
    webhookId: string | undefined,
    position: Position | undefined,
  ): Observable<readonly MessageEvent[]> {
    const wanted = (row: DeliveryRow): boolean =>
      (scope === null || row.project_id === scope) &&
      (webhookId === undefined || row.webhook_id === webhookId) &&
      deliveryId(keyOf(row)) !== position?.id;
    return (position?.since ? this.tail.endedSince(position.since) : this.tail.ended$).pipe(
      map((rows) =>
        rows.filter(wanted).map((row) => ({ type: 'delivery', id: deliveryId(keyOf(row)), data: toDeliveryJson(row) })),
      ),
    );
  }

  private published(scope: ProjectScope, { id, since }: Position): Observable<readonly MessageEvent[]> {
    const feed = eventFeed(
      {
        list: async (from, limit) => (await this.events.list({ scope, since: from, limit })).items,
        now: () => this.clock.now(),
        logger: new NestEngineLogger(),
      },
      since,
      parseId('evt', id) ?? undefined,
    );
    return feed.pipe(
      takeUntil(this.tail.closed$),
      map((rows) => rows.map((row) => ({ type: 'event', id: formatId('evt', row.id), data: toEventJson(row) }))),
    );
  }
}

/** Emits when the caller's credentials are not good any more; a question that fails is asked again. */
function revoked({ stillValid }: Caller): Observable<unknown> {
  if (!stillValid) return NEVER;
  return interval(RECHECK).pipe(
    exhaustMap(() => from(stillValid()).pipe(catchError(() => of(true)))),
    filter((valid) => !valid),
  );
}

/** Both as long as the first goes on. */
function untilEitherEnds(first: Observable<MessageEvent>, second: Observable<MessageEvent>): Observable<MessageEvent> {
  const END: MessageEvent = { data: '' };
  return merge(concat(first, of(END)), second).pipe(takeWhile((message) => message !== END));
}
