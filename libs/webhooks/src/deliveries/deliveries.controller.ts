import { Get, HttpCode, Param, Post } from '@nestjs/common';
import { Call } from '../access/call.decorator.js';
import type { Caller } from '../access/caller.js';
import { listScope, scopeOf } from '../access/project-scope.js';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiController } from '../http/api-controller.decorator.js';
import { Describe } from '../http/describe.decorator.js';
import { IdOf } from '../http/id.pipe.js';
import { RequestBody, RequestQuery } from '../http/request-input.js';
import { parseId } from '../ids/prefixed-id.js';
import { ResourceNotFoundError } from '../webhooks.errors.js';
import { contextOf } from '../webhooks/webhooks.controller.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveryRequests } from './delivery-requests.service.js';
import { toListRequest } from './delivery-query.js';
import { ListAllDeliveriesQuery, ListDeliveriesQuery, ReplayDeliveriesDto } from './delivery.dto.js';
import { toAttemptJson, toDeliveryJson } from './delivery.mapper.js';

/** `/v1/deliveries` */
@ApiController('deliveries')
export class DeliveriesController {
  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly requests: DeliveryRequests,
  ) {}

  @Get()
  @RequireScope('deliveries:read')
  @Describe({
    summary: 'List deliveries of every webhook, newest event first',
    returns: { list: 'deliveries', of: 'Delivery' },
  })
  async list(
    @Call() caller: Caller,
    @RequestQuery(ListAllDeliveriesQuery) query: ListAllDeliveriesQuery,
  ): Promise<object> {
    const webhookId = query.webhook_id === undefined ? undefined : known('hook', 'webhook', query.webhook_id);
    const eventId = query.event_id === undefined ? undefined : known('evt', 'event', query.event_id);
    const page = await this.deliveries.list({
      ...toListRequest(query),
      scope: listScope(caller, query.project_id),
      ...(webhookId === undefined ? {} : { webhookId }),
      ...(eventId === undefined ? {} : { eventId }),
    });
    return { deliveries: page.items.map(toDeliveryJson), next_cursor: page.nextCursor };
  }

  @Post('replay')
  @HttpCode(200)
  @RequireScope('deliveries:write')
  @Describe({ summary: 'Replay several deliveries; each succeeds or fails for itself', returns: 'ReplayResults' })
  async replayAll(
    @Call() caller: Caller,
    @RequestBody(ReplayDeliveriesDto) body: ReplayDeliveriesDto,
  ): Promise<object> {
    const results = await this.deliveries.replayAll(body.ids, scopeOf(caller), contextOf(caller));
    return {
      results: results.map((result) =>
        'delivery' in result
          ? { id: result.id, delivery: toDeliveryJson(result.delivery) }
          : { id: result.id, error: { code: result.code, message: result.message } },
      ),
    };
  }

  @Get(':id')
  @RequireScope('deliveries:read')
  @Describe({ summary: 'Read a delivery with the request that it sends', returns: 'DeliveryDetail' })
  async get(@Call() caller: Caller, @Param('id') id: string): Promise<object> {
    const delivery = await this.deliveries.get(id, scopeOf(caller));
    const request = await this.requests.of(delivery);
    return { ...toDeliveryJson(delivery), ...(request ? { request } : {}) };
  }

  @Get(':id/attempts')
  @RequireScope('deliveries:read')
  @Describe({ summary: 'List the attempts of a delivery, oldest first', returns: { list: 'attempts', of: 'Attempt' } })
  async attempts(@Call() caller: Caller, @Param('id') id: string): Promise<object> {
    const delivery = await this.deliveries.get(id, scopeOf(caller));
    const [attempts, headers] = await Promise.all([
      this.deliveries.attempts(delivery),
      this.requests.headersOf(delivery),
    ]);
    return { attempts: attempts.map((attempt) => toAttemptJson(attempt, headers(attempt))), next_cursor: null };
  }

  @Post(':id/replay')
  @RequireScope('deliveries:write')
  @Describe({ summary: 'Send the event again as a new delivery', returns: 'Delivery' })
  async replay(@Call() caller: Caller, @Param('id') id: string): Promise<object> {
    return toDeliveryJson(await this.deliveries.replay(id, scopeOf(caller), contextOf(caller)));
  }
}

/** `/v1/webhooks/{id}/deliveries` */
@ApiController('webhooks/:id/deliveries')
export class WebhookDeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Get()
  @RequireScope('deliveries:read')
  @Describe({
    summary: 'List the deliveries of a webhook, newest event first',
    returns: { list: 'deliveries', of: 'Delivery' },
  })
  async list(
    @Call() caller: Caller,
    @Param('id', IdOf('hook')) id: string,
    @RequestQuery(ListDeliveriesQuery) query: ListDeliveriesQuery,
  ): Promise<object> {
    const page = await this.deliveries.list({ ...toListRequest(query), scope: scopeOf(caller), webhookId: id });
    return { deliveries: page.items.map(toDeliveryJson), next_cursor: page.nextCursor };
  }
}

function known(prefix: 'hook' | 'evt', resource: 'webhook' | 'event', id: string): string {
  const uuid = parseId(prefix, id);
  if (uuid === null) throw new ResourceNotFoundError(resource);
  return uuid;
}
