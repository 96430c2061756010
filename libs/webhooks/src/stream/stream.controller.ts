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
  timer,
  type Observable,
} from 'rxjs';
import { Call } from '../access/call.decorator.js';
import type { Caller } from '../access/caller.js';
import { listScope, type ProjectScope } from '../access/project-scope.js';
import { RequireScope } from '../access/require-scope.decorator.js';
import { allows } from '../access/scopes.js';
import type { Clock } from '../common/clock.js';
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
  /** People who watch events here. */
  private feeds = 0;
  private readonly seats = new Seats(MAX_OF_PROJECT);

  constructor(
    private readonly tail: DeliveryTail,
    private readonly events: EventsService,
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
        'Events `open` and `heartbeat`, and a `delivery` with a Delivery, or an `event` with an Event, as JSON in its data.',
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
    const ofEvents = query.topic === 'events';
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
    if (ofEvents ? this.feeds >= MAX_WATCHERS : this.tail.isFull) {
      throw new WebhooksError('unavailable', 'too_many_streams', 'Too many people are watching here. Try again later.');
    }
    // Nothing else comes over this connection, and a server that shuts down would wait for it.
    const { socket } = raw;
    raw.once('finish', () => socket?.end());
    const messages = (ofEvents ? this.published(scope, parseMoment(query.since)) : this.ended(scope, webhookId)).pipe(
      // A client that does not read is sent away: what it has not taken would pile up here.
      takeWhile(() => !raw.writableNeedDrain),
      mergeMap((batch) => from(batch)),
    );
    const heartbeats = interval(HEARTBEAT).pipe(map(() => ({ type: 'heartbeat', data: '' })));
    // Whoever follows events takes them up again from a moment of this clock.
    const about = ofEvents ? { now: this.clock.now().toISOString() } : '';
    const opened = of({ type: 'open', data: about, retry: 1000 });
    return this.seats
      .during(caller.projectId, concat(opened, untilEitherEnds(messages, heartbeats)))
      .pipe(takeUntil(merge(timer(LONGEST), revoked(caller))));
  }

  private ended(scope: ProjectScope, webhookId: string | undefined): Observable<readonly MessageEvent[]> {
    const wanted = (row: DeliveryRow): boolean =>
      (scope === null || row.project_id === scope) && (webhookId === undefined || row.webhook_id === webhookId);
    return this.tail.ended$.pipe(
      map((rows) =>
        rows.filter(wanted).map((row) => ({ type: 'delivery', id: deliveryId(keyOf(row)), data: toDeliveryJson(row) })),
      ),
    );
  }

  private published(scope: ProjectScope, since: Date | undefined): Observable<readonly MessageEvent[]> {
    const feed = eventFeed(
      {
        list: async (from, limit) => (await this.events.list({ scope, since: from, limit })).items,
        now: () => this.clock.now(),
        logger: new NestEngineLogger(),
      },
      since,
    );
    return defer(() => {
      this.feeds += 1;
      return feed;
    }).pipe(
      takeUntil(this.tail.closed$),
      finalize(() => (this.feeds -= 1)),
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
