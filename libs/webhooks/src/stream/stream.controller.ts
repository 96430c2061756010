import type { ServerResponse } from 'node:http';
import { Res, Sse, type MessageEvent } from '@nestjs/common';
import {
  catchError,
  concat,
  exhaustMap,
  filter,
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
import { listScope } from '../access/project-scope.js';
import { RequireScope } from '../access/require-scope.decorator.js';
import { keyOf, toDeliveryJson } from '../deliveries/delivery.mapper.js';
import type { DeliveryRow } from '../deliveries/delivery.row.js';
import { ApiController } from '../http/api-controller.decorator.js';
import { Describe } from '../http/describe.decorator.js';
import { RequestQuery } from '../http/request-input.js';
import { Optional, Text } from '../http/rules.js';
import { deliveryId } from '../ids/delivery-id.js';
import { parseId } from '../ids/prefixed-id.js';
import { ResourceNotFoundError, WebhooksError } from '../webhooks.errors.js';
import { DeliveryTail } from './delivery-tail.js';

export class StreamQuery {
  @Optional()
  @Text({ min: 1, max: 64 })
  webhook_id?: string;

  @Optional()
  @Text({ min: 1, max: 64 })
  project_id?: string;
}

const HEARTBEAT = 10_000;
/** A stream ends after this and the client comes back by itself, authenticated anew. */
const LONGEST = 60_000;
/** How often a caller that can be asked about is: a revoked key stops watching within 5 s. */
const RECHECK = 2_500;

/** Express's response, or Fastify's, which has the raw one. */
type Response = ServerResponse | { readonly raw: ServerResponse };

/** `/v1/stream` */
@ApiController('stream')
export class StreamController {
  constructor(private readonly tail: DeliveryTail) {}

  @Sse()
  @RequireScope('deliveries:read')
  @Describe({
    summary: 'Watch deliveries as they end (server-sent events); ends after a minute and is resumed by the client',
    returns: 'Delivery',
  })
  watch(
    @Call() caller: Caller,
    @RequestQuery(StreamQuery) query: StreamQuery,
    @Res({ passthrough: true }) response: Response,
  ): Observable<MessageEvent> {
    const scope = listScope(caller, query.project_id);
    const webhookId = query.webhook_id === undefined ? undefined : parseId('hook', query.webhook_id);
    if (webhookId === null) throw new ResourceNotFoundError('webhook');
    if (this.tail.isFull) {
      throw new WebhooksError('unavailable', 'too_many_streams', 'Too many people are watching here. Try again later.');
    }
    const wanted = (row: DeliveryRow): boolean =>
      (scope === null || row.project_id === scope) && (webhookId === undefined || row.webhook_id === webhookId);
    const raw = 'raw' in response ? response.raw : response;
    // Nothing else comes over this connection, and a server that shuts down would wait for it.
    const { socket } = raw;
    raw.once('finish', () => socket?.end());
    const deliveries = this.tail.ended$.pipe(
      // A client that does not read is sent away: what it has not taken would pile up here.
      takeWhile(() => !raw.writableNeedDrain),
      mergeMap((rows) => from(rows.filter(wanted))),
      map((row) => ({ type: 'delivery', id: deliveryId(keyOf(row)), data: toDeliveryJson(row) })),
    );
    const heartbeats = interval(HEARTBEAT).pipe(map(() => ({ type: 'heartbeat', data: '' })));
    const opened = of({ type: 'open', data: '', retry: 1000 });
    return concat(opened, untilEitherEnds(deliveries, heartbeats)).pipe(
      takeUntil(merge(timer(LONGEST), revoked(caller))),
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
